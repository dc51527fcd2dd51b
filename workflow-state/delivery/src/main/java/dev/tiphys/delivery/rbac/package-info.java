/// Who may do what (C297–C311): policies as `argocd-rbac-cm` has them, with the built-in roles and
/// those of projects. Start at [Rbac#allows].
@NullMarked
package dev.tiphys.delivery.rbac;

import org.jspecify.annotations.NullMarked;
