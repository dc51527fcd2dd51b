/// What people and their clients ask over HTTP: Argo Server's REST routes for workflows and their
/// templates, and the broker's ingress for CloudEvents at `/`.
///
/// It works against three small ports that a host implements, [Workflows], [Templates] and
/// [Ingress]; whatever can be said in terms of those (selectors, fields, paging, streams) is done
/// here, once for every host. It decides nothing about a run: a request becomes a
/// [dev.tiphys.events.RunCommand].
///
/// It refuses what a browser on another page sends and what exceeds one of the [Limits], and never
/// answers with a stack trace. Routes of Argo Server that are not there answer 501 and say so, so
/// that a client can tell them from a slip of the pen, which is 404. So are the routes that only
/// pass things on to Argo Events.
///
/// Start reading at [ApiServer]; its table of routes is the API.
@NullMarked
package dev.tiphys.api;

import org.jspecify.annotations.NullMarked;
