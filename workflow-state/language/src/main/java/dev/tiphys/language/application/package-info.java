/// What users of Argo CD write, as records: Application, AppProject and ApplicationSet, with every
/// field that decides anything. Read only; nothing here resolves, compares or fetches.
///
/// Components carry Argo CD's field names. Lists and maps are never null, absent text is empty
/// where that means the same, and what is rendered or merged before it is used stays JSON. Start at
/// [DeliveryResource#from]; [DeliveryResource#problems] says what is wrong with what was read. What
/// does not even have the shape of its kind is refused with `MalformedResourceException`.
@NullMarked
package dev.tiphys.language.application;

import org.jspecify.annotations.NullMarked;
