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
    - HTTP method, in upper or lower case. Any method works, such as V(PROPFIND), except V(CONNECT) and
      V(TRACE).
  type: str
  default: $method
path:
  description:
    - What to call, below $base.
    - A path may begin with the path of that address, as documentation prints it; it is not doubled. An
      absolute URL, as answers contain it, is used as it is if it has the scheme, host and port of that
      address. Any other URL is refused before anything is sent.
    - Spaces, backslashes, V(#) and the segments V(.) and V(..) are refused. Put names with such characters
      into O(path_params).
  type: str
path_params:
  description:
    - Values for the names in braces in O(path). Each value is percent-encoded, including slashes.
    - A name in braces without a value is an error, and so is a value without a name in O(path).
  type: dict
query:
  description:
    - Query parameters, by name. A list repeats its parameter. A parameter that is null is left out.
  type: dict
body:
  description:
    - What to send, in the form that O(body_format) sets.
    - With V(json), a mapping or list is sent as JSON, with its keys in the given order. A text that already
      is a JSON object or array is sent as it is.
    - With V(form), a mapping of fields. A list repeats its field. A field that is null is left out.
    - With V(multipart), a mapping of parts. A part is a text; a mapping with C(path), a file to stream; or a
      mapping with C(content), a text sent like a file. Both mappings may also have C(filename) and
      C(content_type). Any other mapping becomes a part of JSON. A list repeats its part.
    - With V(raw), a text. It has no C(Content-Type) unless O(headers) sets one.
  type: raw
body_format:
  description:
    - The format of O(body). It also sets the C(Content-Type), unless O(headers) sets another.
    - With V(multipart), O(headers) may set another type of C(multipart/*), such as C(multipart/mixed). The
      boundary is always that of the parts. Any other C(Content-Type) is refused.
  type: str
  choices: [json, form, multipart, raw]
  default: json
src:
  description:
    - A file to stream as the body, in place of O(body). Its C(Content-Type) is guessed from its name unless
      O(headers) sets one.
    - This and every other file is on the machine where the module runs. A relative path starts at the working
      directory of the module, which on the controller is that of the playbook.
  type: path
dest:
  description:
    - A file to save the body of a successful answer to, in an existing directory. The task then reports a
      change if the content of the file, or an attribute given here, was different.
    - The file is replaced in one step, so it is never incomplete. Check mode does not write it.
    - The new file keeps the mode, owner, group, extended attributes and SELinux context of the one it
      replaces, as far as the user who runs the task may set them, except for O(mode), O(owner) and O(group).
    - A device or a FIFO is never replaced, but written to after the whole answer has arrived. The task then
      always reports a change. Another process must open a FIFO for reading within O(timeout), otherwise the
      call is not made.
    - An answer of up to 1 MiB by which the platform refuses the call with a status of success is recognized,
      and not saved.
    - If not set, the answer is returned as RV(json) or RV(content), and must not be larger than 64 MiB.
  type: path
mode:
  description:
    - The permissions of O(dest), as octal digits in quotes such as V('0640'), or as symbols such as
      V(u=rw,g=r,o=).
    - If only the permissions, O(owner) or O(group) differ, the task sets them and reports a change.
    - If not set, an existing file keeps its permissions, and a new one gets those that the umask of the
      process leaves.
  type: raw
owner:
  description:
    - Name or number of the user who owns O(dest). If not set, an existing file keeps its owner.
  type: str
group:
  description:
    - Name or number of the group that owns O(dest). If not set, an existing file keeps its group.
  type: str
unsafe_writes:
  description:
    - Whether to write to O(dest) itself if it cannot be replaced, for example because its directory is not
      writable or a container mounts the file by itself. If such a write is interrupted, the file is
      incomplete.
    - If not set, the value of the environment variable E(ANSIBLE_UNSAFE_WRITES) is used.
  type: bool
  default: false
status_code:
  description:
    - The HTTP statuses that count as success, in place of any 2xx. A status other than 2xx, such as V(409) if
      a duplicate is acceptable, counts whatever the answer says.
    - A write with such a status, from 400 on or 304, did nothing and reports no change. It reports a change
      if the status leaves the outcome open (408, 500, 502, 503 or 504), or if an earlier try did.
    - An answer by which the platform refuses the call with a status of 2xx remains a failure.
  type: list
  elements: int
read_only:
  description:
    - Whether the call changes nothing on the platform. It then also runs in check mode, may be repeated (see
      O(retries)), and reports no change.
    - If not set, V(GET), V(HEAD) and V(OPTIONS) are read-only and all other methods are not.
  type: bool
idempotency_key:
  description:
    - A value for the header C(Idempotency-Key), by which a server recognizes a request that it has seen. A
      write with this header may be repeated (see O(retries)).
    - If not set, the header is not sent.
  type: str
unless:
  description:
    - A read, called the probe, that tells whether the effect of the call is already there. It runs first, in
      check mode too. If it holds, the call is not made. The task then reports no change and returns the
      answer of the probe, with RV(satisfied) true.
    - The probe holds if it succeeds, O(unless.that) is true of its answer, and the answer contains
      O(unless.contains). It does not hold if the platform says that the object does not exist. Any other
      answer fails the task, so absence is never assumed.
    - The probe has the headers of the call, except those that are about one request, as O(headers) explains.
      Its options say what else it takes from the call.
    - With V(PUT) and V(PATCH), O(unless.contains) or O(unless.that) must say what has to differ. A probe that
      only asks whether the object exists would always prevent the call.
    - If not set, the call is made every time the task runs.
  type: dict
  suboptions: {}
merge:
  description:
    - Whether to read the object at O(path) first, merge O(body) into it, and write only if something changes.
      With V(PUT), the whole object is sent, so fields that O(body) does not name stay as they are. With
      V(PATCH), O(body) is sent.
    - This needs V(PUT) or V(PATCH), and a mapping as O(body), sent as JSON. It cannot be combined with
      O(unless), O(src), O(dest) and O(read_only). The read is made without O(query).
    - Mappings are merged field by field. A list or a null replaces the existing value. A null for a missing
      field changes nothing. Otherwise fields are compared as in O(unless.contains).
    - Fields with the name of a secret are not compared. They are sent when something else changes, and
      RV(not_compared) lists them. With V(PUT), an object that the platform shows with asterisks in place of a
      secret is not written, unless O(body) has the secret.
    - The platform is asked to refuse the write if the object changed after the read. This works if the answer
      to the read has a strong C(ETag), or if the object contains its version, as in Axway Central. The object
      is then read and compared again, up to three times in all.
    - If the object does not exist, the task fails, in check mode too.
  type: bool
  default: false
verify:
  description:
    - Whether to repeat the probe of O(unless) after the call, and fail if it does not hold then.
    - With O(merge), whether to read the object again, and fail if it does not contain O(body).
  type: bool
  default: false
wait_for:
  description:
    - A probe as in O(unless), which is repeated after the call until it holds. The task fails if it does not
      hold in time. The task also waits if the probe of O(unless) held.
    - The wait continues through timeouts, lost connections, the answers "not found", 429 and 5xx, and answers
      that a function in O(wait_for.that) does not accept, such as a list that is still null. Any other
      refusal fails the task at once.
    - C(-v) shows the progress, unless the module runs on another target.
    - In check mode, the task does not wait after a write that it did not make, in this call or in one before
      it in O(calls). C(waited_for.polls) is then 0.
    - If not set, the task ends with the call.
  type: dict
  suboptions: {}
paginate:
  description:
    - Whether to get every page of a list. The first answer is returned, with the rows of all pages in it.
    - $pages
    - If a server sends the same page again, no more pages are requested, and a warning says so. There is also
      a warning if the answer has no list, or if the pages end before the number of rows that the platform
      announces.
    - The call must be read-only, and cannot be combined with O(dest).
  type: bool
  default: false
max_pages:
  description:
    - How many pages O(paginate) gets at most. If there are more, a warning says so.
  type: int
  default: 1000
select:
  description:
    - A JMESPath expression over the answer, including all its pages. Its result is returned as RV(selected).
      If the probe of O(unless) held, the expression applies to the answer of the probe.
  type: str
"""

_PROBE = r"""
method:
  description:
    - HTTP method. If not set, V($method).
  type: str
path:
  description:
    - As O(path). If not set, the path of the call, provided that the method of the probe is V(GET), V(HEAD)
      or V(OPTIONS).
  type: str
path_params:
  description:
    - As O(path_params). If not set, the values of the call whose names occur in the path of the probe.
  type: dict
query:
  description:
    - As O(query). The parameters of the call are not used.
  type: dict
body:
  description:
    - As O(body). The body of the call is not used.
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
    - A JMESPath expression over the answer of the probe. It is true unless it returns null, false, zero or an
      empty text, list or mapping.
    - Put texts in single quotes, and numbers and booleans in backticks. Double quotes contain the name of a
      field. They are refused where only a text makes sense, as in C(status == "SUCCESS").
    - An expression is text. A value that Ansible inserts breaks it if the value contains a quote, and can
      reverse its meaning. Compare values with O(unless.contains) instead.
  type: str
contains:
  description:
    - Data that the answer of the probe must contain. Only the given fields are compared, at any depth.
    - >-
      A mapping is compared with the answer itself. A list is for answers that are lists: each of its items
      must match one of the rows, in any order. The rows are $rows, or those of an answer that is a list
      itself.
    - A number equals no text, a boolean equals no number, and a missing field, null and an empty value are
      three different values. A list within an item must have the same length as the one in the answer, and
      equal it item by item.
    - >-
      With ansible-core 2.18, a template returns a number as text. There, let the template return the whole
      mapping, as in C("{{ {'count': wanted | int} }}").
    - If O(unless.that) is also given, both must hold. If neither is given, success is enough.
  type: raw
paginate:
  description:
    - Whether to get every page of a list, up to O(max_pages).
    - If V(false), and the platform says that the list has more rows than the answer, the task fails if the
      remaining rows could make a difference. A row on the next page is never mistaken for absent.
  type: bool
  default: false
exists:
  description:
    - V(false) reverses the probe. It then holds if the platform says that the object does not exist, which
      suits a deletion. It cannot be combined with O(unless.that) or O(unless.contains).
    - If not set, the same as V(true).
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
    - The pause between two probes, in seconds.
  type: float
  default: 5.0
"""

_MANY = r"""
calls:
  description:
    - Many calls in one task, over the same connections and with the same token. The options of a call are
      then in this list and not beside it, except for O(headers), which every call gets.
    - All calls are checked before the first one is made. If not set, the task makes one call.
  type: list
  elements: dict
  suboptions:
    name:
      description:
        - The name of the call in RV(calls) and in messages. It must be unique.
      type: str
      required: true
    headers:
      description:
        - Headers of this call, in addition to O(headers). They take precedence.
        - They are sent with this call and its probes, and never with a login.
      type: dict
concurrency:
  description:
    - How many of O(calls) to make at the same time, from V(1) to V(64). RV(calls) always has the order of the
      list. With V(1), each call begins when the one before it has ended.
  type: int
  default: 1
on_error:
  description:
    - What to do when one of O(calls) fails. In both cases the task fails, names every failed call, and
      returns the RV(calls) of all that were tried.
    - With V(stop), no further call begins. With V(continue), all are tried.
  type: str
  choices: [stop, continue]
  default: stop
calls_per_minute:
  description:
    - At most how many requests to make in a minute, evenly spaced. Probes, pages, polls and repetitions
      count, logins do not.
    - The rate applies to all local tasks of the run that use the same credentials, across hosts and forks. A
      task that runs as a module on a target keeps to the rate by itself.
    - The waits count towards O(wait_for.timeout) and the C(timeout) of a task, so make them long enough.
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
