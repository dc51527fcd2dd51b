/// What people and their clients ask over HTTP: Argo Server's REST routes for workflows and their
/// templates, and the broker's ingress for CloudEvents at `/`.
///
/// It works against two small ports that a host implements, [Workflows] and [Templates]; whatever
/// can be said in terms of those (selectors, fields, paging, resubmitting, streams) is done here,
/// once for every host. It decides nothing about a run: a request becomes a
/// [dev.tiphys.events.RunCommand]. It refuses what a browser on another page sends and what
/// exceeds a limit, and never answers with a stack trace. Start reading at [ApiServer]; its table
/// of routes is the API.
@NullMarked
package dev.tiphys.api;

import org.jspecify.annotations.NullMarked;
