/// Applications, as the functions of delivery and their hosts share them: where they stand
/// ([dev.tiphys.doorway.Applications], kept by a host as [DeliveryResources]), what surrounds them
/// ([Surroundings]), the clusters that they go to ([Clusters], each a [Destination]), how a host is
/// set up ([CurrentSettings]), and how people see them ([ApplicationStatus]).
///
/// A library, no function: it decides nothing and is woken by nothing.
@NullMarked
package dev.tiphys.applications;

import org.jspecify.annotations.NullMarked;
