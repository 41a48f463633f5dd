# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of a call, documented once for all platforms and for all places where they occur.

PRIVATE to this collection.
"""

from __future__ import annotations

from string import Template
from typing import Any

import yaml

_CALL = r"""
method:
  description:
    - HTTP method, in upper or lower case. Any will do, such as V(PROPFIND), save V(CONNECT) and V(TRACE).
  type: str
  default: $method
path:
  description:
    - What to call, below $base.
    - A path that begins with the path of that address, as documentation prints it, is not doubled. An
      absolute URL, as answers carry it, is taken as it is if its scheme, host and port are those of that
      address. Any other is refused before anything is sent.
    - Spaces, backslashes, V(#) and the segments V(.) and V(..) are refused. Names that hold such characters
      belong in O(path_params).
  type: str
path_params:
  description:
    - Values for the names in braces in O(path), by name. Each is percent-encoded, slashes included.
    - A name without a value is refused, and so is a value whose name does not occur.
  type: dict
query:
  description:
    - Query parameters, by name. A list repeats its parameter, and a parameter that is null is left out.
  type: dict
body:
  description:
    - What to send, if anything, written as O(body_format) says.
    - With V(json), a mapping or list is sent as JSON, its keys in the order given. A text that is a JSON
      object or array already is sent as it is.
    - With V(form), a mapping of fields. A list repeats its field, and a field that is null is left out.
    - With V(multipart), a mapping of parts. A part is a text; or a mapping with C(path), a file to be
      streamed; or a mapping with C(content), a text sent like a file; both may also have C(filename) and
      C(content_type). Any other mapping becomes a part of JSON. A list repeats its part.
    - With V(raw), a text. It has no C(Content-Type) unless O(headers) gives one.
  type: raw
body_format:
  description:
    - How O(body) is written, and which C(Content-Type) it has unless O(headers) gives another.
    - With V(multipart), O(headers) may give another of C(multipart/*), such as C(multipart/mixed). The
      boundary is always that of the parts. Any other C(Content-Type) of the call is refused.
  type: str
  choices: [json, form, multipart, raw]
  default: json
src:
  description:
    - A file to send as the body, streamed; O(body) must be left out. Its C(Content-Type) is guessed from its
      name unless O(headers) gives one.
    - This and every other file is on the machine where the module runs. A relative path begins at its
      working directory, which on the controller is that of the playbook.
  type: path
dest:
  description:
    - A file to save the body of a successful answer to, in a directory that exists. The task then reports a
      change if the file's content or one of its attributes given here was another.
    - The file is replaced in one step, so it is never there by halves. Check mode does not write it.
    - The new file keeps the mode, owner, group, extended attributes and SELinux context of the one it
      replaces, as far as the user who runs the task may set them, except for what O(mode), O(owner) and
      O(group) give.
    - A device or a FIFO is written to once the answer has come whole, and never replaced. The task then
      always reports a change. A FIFO must be opened for reading within O(timeout), and before that the
      call is not made.
    - An answer by which the platform refuses with a status of success is recognised, and not saved, up to
      1 MiB.
    - Left out, the answer is returned as RV(json) or RV(content), and must not be larger than 64 MiB.
  type: path
mode:
  description:
    - The permissions that O(dest) is to have, as octal digits in quotes such as V('0640'), or in symbols such
      as V(u=rw,g=r,o=).
    - If only these differ, or O(owner) or O(group), the task sets them and reports a change.
    - Left out, a file keeps those it has, and a new one gets those that the umask of the process leaves.
  type: raw
owner:
  description:
    - Name or number of the user who is to own O(dest). Left out, a file keeps its owner.
  type: str
group:
  description:
    - Name or number of the group that is to own O(dest). Left out, a file keeps its group.
  type: str
unsafe_writes:
  description:
    - Whether to write to O(dest) itself where it cannot be replaced, as when its directory cannot be written
      to or a container has it mounted by itself. If that is interrupted, the file is there by halves.
    - If not set, the value of the environment variable E(ANSIBLE_UNSAFE_WRITES) is used.
  type: bool
  default: false
status_code:
  description:
    - The HTTP statuses that are a success, in place of any 2xx. A status other than 2xx, such as V(409) where
      a duplicate is as good, is taken whatever the answer says.
    - A write that is answered with such a status from 400 on, or 304, did nothing and reports no change. If
      the status leaves open what was done (408, 500, 502, 503 or 504), or an earlier try did, it reports one.
    - An answer by which the platform refuses the call with a status of 2xx stays a failure.
  type: list
  elements: int
read_only:
  description:
    - Whether the call changes nothing on the platform. Then it is made in check mode as well, may be
      repeated (see O(retries)), and reports no change.
    - Left out, V(GET), V(HEAD) and V(OPTIONS) are read-only and all other methods are not.
  type: bool
idempotency_key:
  description:
    - A value for the header C(Idempotency-Key), by which a server recognises a request it has seen. A write
      that carries it may be repeated (see O(retries)).
    - Left out, the header is not sent.
  type: str
unless:
  description:
    - A read, called the probe, that tells whether what the call is to bring about is there already. It is
      made first, in check mode too. If it holds, the call is not made; the task reports no change and
      returns the probe's answer, with RV(satisfied) true.
    - It holds if it succeeds, O(unless.that) is true of its answer and the answer holds O(unless.contains).
      It does not hold if the platform says
      that there is no such thing. Any other answer fails the task, so an absence is never assumed.
    - It carries the headers of the call, except those that are about one request, as O(headers) says. What
      else it has from the call, its options say.
    - With V(PUT) and V(PATCH) it must say what is to differ, by O(unless.contains) or O(unless.that). If it
      asked only whether the thing is there, the call would never be made.
    - Left out, the call is made every time the task runs.
  type: dict
  suboptions: {}
merge:
  description:
    - Whether to read the object at O(path) first, put O(body) into it, and write only if that changes
      something. With V(PUT) the whole object is sent, so that what O(body) does not name stays as it is. With
      V(PATCH), O(body) is sent.
    - It is for V(PUT) and V(PATCH) with a mapping as O(body), sent as JSON. O(unless), O(src), O(dest) and
      O(read_only) do not go with it, and O(query) does not go with the read.
    - Mappings are merged field by field. A list or a null takes the place of what is there, and a null of
      what is not there changes nothing. Otherwise it is compared as O(unless.contains) is.
    - What is secret by its name is not compared. It is sent along when something else changes, and
      RV(not_compared) lists it. With V(PUT), an object that the platform shows with asterisks in place of a
      secret is not written back, unless O(body) has the secret.
    - The write is made on condition that the object is still as it was read, if the answer to the read had a
      strong C(ETag), or if the object has its version in it as those of Axway Central have. If it was changed
      meanwhile, it is read and compared again, up to three times in all.
    - It is an error if the object is not there, in check mode too.
  type: bool
  default: false
verify:
  description:
    - Whether to make the probe of O(unless) again after the call, and fail if it does not hold then.
    - With O(merge), whether to read the object again, and fail if O(body) is not in it.
  type: bool
  default: false
wait_for:
  description:
    - A probe as in O(unless), made again and again after the call until it holds. The task fails if it does
      not hold in time. It is waited for also when the probe of O(unless) held.
    - While it waits, it outlasts time-outs, lost connections and the answers "not found", 429 and 5xx, and
      also an answer that a function in O(wait_for.that) does not take, as when a list is still null. Any
      other refusal fails the task at once.
    - How far it is shows at C(-v), unless the module runs on another target.
    - In check mode, nothing is waited for after a write that was not made, be it of this call or of one
      before it in O(calls). C(waited_for.polls) is 0 then.
    - Left out, the task ends with the call.
  type: dict
  suboptions: {}
paginate:
  description:
    - Whether to fetch every page of a list. The first answer is returned with the rows of all pages in it.
    - $pages
    - A server that sends the same page again is not asked for more, and a warning says so. So does one where
      the answer holds no list to page, or where the pages end before as many rows came as the platform says
      there are.
    - It needs a call that is read-only, and cannot be combined with O(dest).
  type: bool
  default: false
max_pages:
  description:
    - How many pages O(paginate) fetches at most. If there are more, a warning says so.
  type: int
  default: 1000
select:
  description:
    - A JMESPath expression over the answer, all its pages included. What it yields is returned as
      RV(selected). If the probe of O(unless) held, its answer is the one.
  type: str
"""

_PROBE = r"""
method:
  description:
    - HTTP method. Left out, V($method).
  type: str
path:
  description:
    - As O(path). Left out, that of the call, provided that the method of the probe is V(GET), V(HEAD) or
      V(OPTIONS).
  type: str
path_params:
  description:
    - As O(path_params). Left out, those of the call whose names occur in the probe's path.
  type: dict
query:
  description:
    - As O(query). Left out, none; those of the call are not taken.
  type: dict
body:
  description:
    - As O(body). Left out, none; that of the call is not taken.
  type: raw
body_format:
  description:
    - As O(body_format).
  type: str
  choices: [json, form, multipart, raw]
  default: json
status_code:
  description:
    - As O(status_code).
  type: list
  elements: int
that:
  description:
    - A JMESPath expression over the probe's answer. It is true if it yields anything but null, false, zero
      and an empty text, list or mapping.
    - Texts stand in single quotes, numbers and booleans in backticks. What is in double quotes is the name of
      a field, and is refused where a text must be meant, as in C(status == "SUCCESS").
    - An expression is text, so a value that Ansible fills in breaks it where that holds a quote, and may turn
      its meaning round. Compare values with O(unless.contains) instead.
  type: str
contains:
  description:
    - What the probe's answer must hold, as data. Only the fields that are given are compared, however deep.
    - A mapping is compared with the answer itself. A list is for answers that are lists; each of its items
      must be like one of the rows, in whatever order. The rows are $rows, or those of an answer that is a
      list itself.
    - A number equals no text, a boolean equals no number, and a missing field, null and an empty value are
      three things. A list within an item must be as long as the one in the answer, and like it item by item.
    - >-
      With ansible-core 2.18, a number that a template yields is a text. Let the template yield the whole
      mapping then, as in C("{{ {'count': wanted | int} }}").
    - If O(unless.that) is given as well, both must hold. If neither is, a success is enough.
  type: raw
paginate:
  description:
    - Whether to fetch every page of a list, up to O(max_pages).
    - If V(false), and the platform says that the list has more rows than those of the answer, the task fails
      if the rows that are not seen could make a difference. A row that is on the next page is never taken
      for one that is not there.
  type: bool
  default: false
exists:
  description:
    - V(false) turns the probe round. It then holds if the platform says that there is no such thing, which
      is what a deletion is after. It cannot be combined with O(unless.that) or O(unless.contains).
    - Left out, the same as V(true).
  type: bool
"""

_WAIT = r"""
timeout:
  description:
    - How long to wait at most, in seconds.
  type: float
  default: 300.0
interval:
  description:
    - How long to pause between two probes, in seconds.
  type: float
  default: 5.0
"""

_MANY = r"""
calls:
  description:
    - Many calls in one task, over the same connections and with the same token. The options of a call then
      stand in this list and not beside it, except for O(headers), which every call gets.
    - All of them are checked before the first is made. Left out, the task makes one call.
  type: list
  elements: dict
  suboptions:
    name:
      description:
        - What RV(calls) and messages call it. No two calls may have the same name.
      type: str
      required: true
    headers:
      description:
        - Headers of this call, besides those in O(headers). Where both give one, this counts.
        - They go with this call and its probes, and never with a login.
      type: dict
concurrency:
  description:
    - How many of O(calls) to make at the same time, from V(1) to V(64). Whatever it is, RV(calls) keep the
      order of the list. With V(1), each call begins when the one before it has ended.
  type: int
  default: 1
on_error:
  description:
    - What to do when one of O(calls) fails. The task fails in both cases, naming every call that failed, and
      returns the RV(calls) of all that were tried.
    - With V(stop), no further call is begun. With V(continue), all are tried.
  type: str
  choices: [stop, continue]
  default: stop
calls_per_minute:
  description:
    - At most how many requests to make in a minute, evenly spaced. Probes, pages, polls and repetitions
      count; logins do not.
    - The rate holds for all local tasks of the run together that use the same credentials, whatever their
      hosts and forks. A task that runs as a module on a target keeps to it by itself.
    - As O(wait_for.timeout) and the C(timeout) of a task go on meanwhile, let them be long enough.
  type: int
"""

Options = dict[str, dict[str, Any]]


def call_options(
    method: str, base: str, pages: str, rows: str, own: str = "{}", own_probe: str = "{}"
) -> str:
    """The documentation of a platform's call options.

    ``method`` is the default, ``base`` what paths are below, ``pages`` how the platform pages, and ``rows``
    where in an answer the rows of a list are. ``own`` are
    the options it adds to a call, ``own_probe`` the same ones as they are for a probe; both YAML.
    """
    texts = {"method": method, "base": base, "pages": pages, "rows": rows}
    probe = {**_read(_PROBE, texts), **yaml.safe_load(own_probe)}
    single = {**_read(_CALL, texts), **yaml.safe_load(own)}
    single["unless"]["suboptions"] = probe
    single["wait_for"]["suboptions"] = {**_referring(probe, "unless."), **yaml.safe_load(_WAIT)}
    many = yaml.safe_load(_MANY)
    many["calls"]["suboptions"].update(_referring(single, ""))
    text: str = yaml.safe_dump({"options": {**single, **many}}, sort_keys=False)
    return text


def _read(text: str, texts: dict[str, str]) -> Options:
    options: Options = yaml.safe_load(Template(text).substitute(texts))
    return options


def _referring(options: Options, place: str) -> Options:
    """The same options at another place: each description refers to the first one, at ``place``."""
    referring = {}
    for name, option in options.items():
        referring[name] = {**option, "description": ["As O(%s%s)." % (place, name)]}
        if "suboptions" in option:
            referring[name]["suboptions"] = _referring(option["suboptions"], "%s%s." % (place, name))
    return referring
