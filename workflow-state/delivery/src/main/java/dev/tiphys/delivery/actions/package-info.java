/// What can be done with a live object besides syncing it (C157–C159, C343): scripts of users in
/// `argocd-cm`, and our own, `<group>_<Kind>.lua` beside this class. Start at [ResourceActions].
/// What an action returns is not applied here.
@NullMarked
package dev.tiphys.delivery.actions;

import org.jspecify.annotations.NullMarked;
