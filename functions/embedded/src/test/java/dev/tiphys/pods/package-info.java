/// Workflows whose steps run as pods, on a kubelet of the tests.
@NullMarked
package dev.tiphys.pods;

import org.jspecify.annotations.NullMarked;
