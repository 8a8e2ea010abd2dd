"""Writes queries.json and formats.json: what Python's JMESPath and the Azure CLI's printer make of documents.

    pip install jmespath==1.1.0 knack==0.14.0 tabulate==0.10.0 PyYAML==6.0.3
    python make_fixtures.py
"""

import json
import pathlib
from collections import OrderedDict

import jmespath
from jmespath.exceptions import JMESPathError
from knack.output import format_json, format_table, format_tsv, format_yaml
from knack.util import CommandResultItem

HERE = pathlib.Path(__file__).parent

DOCUMENTS = {
    "job": {
        "name": "digits-7f3a", "display_name": "Digits, nightly", "status": "Completed", "type": "batch",
        "experiment_name": None, "archived": False, "files": 1797, "rate": 212.5,
        "services": {"Studio": {"endpoint": "https://example.org/x"}, "Tracking": None},
        "tags": {"team": "vision", "a key": "spaces", "dotted.key": "dots", "ключ": "значение", "empty": ""},
        "outputs": {"score": {"path": "/data/out", "type": "uri_folder", "empty": {}, "none": []}},
        "creation_context": {"created_at": "2024-05-17T09:12:33Z", "created_by": "Ada"},
    },
    "jobs": [
        {"name": "b", "status": "Completed", "files": 10, "rate": 1.5, "tags": ["x", "y"], "default": True,
         "workers": [{"id": 0, "pid": 11}, {"id": 1, "pid": 12}], "compute": {"size": "S", "count": 2}},
        {"name": "a", "status": "Failed", "files": 0, "rate": None, "tags": [], "default": False,
         "workers": [{"id": 0, "pid": 21}], "compute": None},
        {"name": "C", "status": "Completed", "files": 7, "rate": -0.25, "tags": ["y"], "default": False,
         "workers": [], "compute": {"size": "L", "count": 8}},
        {"name": "é", "status": None, "files": 7, "rate": 1e-05, "tags": ["z", None], "default": None,
         "workers": [{"id": 3, "pid": None}], "compute": {"size": "M"}},
    ],
    "numbers": [3, 1, 2, 2, -5, 0, 10],
    "mixed": [1, "1", True, None, [1, [2, [3]]], {"a": 1}, 0, "", [], {}, False, 1.0],
    "nested": [[1, 2], [3, [4, 5]], 6, [], [[7]], None],
    "words": ["pear", "apple", "Zebra", "école", "apple"],
    "grid": {"rows": [[{"v": 1}, {"v": 2}], [{"v": 3}], []], "sizes": {"s": 1, "m": {"v": 2}, "l": {"v": 3}}},
    "empty_list": [], "empty_object": {}, "null": None, "true": True, "text": "a\tb \"q\" \\ ünï ☃ 😀",
    "number": 42, "float": 0.1,
}

QUERIES = {
    "job": """
name|status|missing|missing.deeper|name.deeper|"name"|"a key"|tags."a key"|tags."dotted.key"|tags."ключ"
tags."\\u043a\\u043b\\u044e\\u0447"|creation_context.created_by|creation_context . created_at|files|archived
outputs.score.path|outputs.*.path|outputs.*|tags.*|*.path|services.*.endpoint|services.*|*.*|*
{name:name}|{s:status, n:name, "a b":files}|[name, status]|[name]|[name, missing]|{m:missing}
tags.{t:team, none:nothing}|tags.[team, empty]|missing.{a:b}|missing.[a]|@|@.name|@ | name
tags.team | @|creation_context | created_by|outputs.score.none[0]|outputs.score.none[]|name[0]|name[]|name[*]
status == 'Completed'|status != 'Completed'|files == `1797`|files > `1000`|files >= `1797`|files < `5`
files <= `1797`|rate > `212`|rate == `212.5`|name < 'e'|name > 'e'|archived == `false`|archived < `1`
experiment_name == `null`|experiment_name == null|archived || status|archived && status|status && files
!archived|!name|!missing|!files|!(files == `0`)|experiment_name || 'none'|missing || outputs.score.none || 'x'
name == 'a' || status == 'Completed' && !archived|'literal'|`"text"`|`text`|`{"a": [1, 2]}`|`[1,2]`[1]
`{"a": {"b": 3}}`.a.b|'it\\'s'|'back\\\\slash'|'\\n'|`"tick\\`"`|`"é"`|` 1`|`null`|`-1.5e3`
length(name)|length(tags)|length(outputs.score.none)|keys(tags)|values(outputs.score)|keys(outputs.score.empty)
type(name)|type(files)|type(rate)|type(archived)|type(experiment_name)|type(tags)|type(`[]`)
to_string(files)|to_string(rate)|to_string(archived)|to_string(outputs.score)|to_string(name)|to_string(missing)
to_number('12')|to_number('-1.5')|to_number('x')|to_number(' 7 ')|to_number(files)|to_number(archived)|to_number('')
to_array(name)|to_array(outputs.score.none)|not_null(missing, experiment_name, name)|not_null(missing)
starts_with(name, 'digits')|ends_with(name, '7f3a')|ends_with(name, 'x')|starts_with(name, '')|contains(name, '-')
contains(name, 'zz')|contains(name, '')|reverse(name)|reverse('añb')|join('-', keys(tags))|join('', `[]`)
merge(`{"a":1,"b":2}`, `{"b":3,"c":4}`)|merge(creation_context, {created_by: 'Eve'})|ceil(rate)|floor(rate)
abs(`-3`)|abs(`-1.5`)|ceil(`-0.5`)|floor(files)|max(`[]`)|sum(`[]`)|avg(`[]`)|sort(keys(tags))
length(keys(@))|outputs.score.length(path)|tags.keys(@)|tags.length(team)|{n: length(name), k: keys(outputs)}
""",
    "jobs": """
[0]|[-1]|[9]|[-9]|[0].name|[*].name|[].name|[*]|[]|[].status|[*].rate|[].compute.size|[].workers|[].workers[]
[].workers[].pid|[*].workers[*].pid|[*].workers[0].pid|[*].workers[]|[].workers[0]|[*].workers[*].[id, pid]
[].tags[]|[*].tags[0]|[*].tags[-1]|[].tags | []|[].[name, status]|[].[name]|[].{name:name, status:status}
[].{s:status, n:name}|[0].{w:workers[*].pid, c:compute.size}|[].compute.*|[*].compute.count|[].*|[0].*
[?status=='Completed']|[?status=='Completed'].name|[?status != 'Completed'].name|[?files > `5`].name
[?files >= `7` && status == 'Completed'].{n:name}|[?files == `7` || default].name|[?default].name|[?!default].name
[?default == `true`].name|[?rate].name|[?rate < `1`].name|[?compute].name|[?compute.count > `2`].name
[?contains(name, 'a')].name|[?contains(tags, 'y')].name|[?starts_with(status || '', 'Comp')].name
[?length(workers) > `1`].name|[?workers[?pid == `21`]].name|[?name == 'é'] | [0].files|[?name=='zz'] | [0]
[?status=='Completed'] | [0].name|[?status=='Completed'][0].name|[?status=='Completed'] | length(@)
[?status=='Completed'].workers[]|[?status=='Completed'].tags[]|[?status=='Completed'][]|[? name == 'a' ].name | [0]
[0:2].name|[:2].name|[2:].name|[::2].name|[::-1].name|[-2:].name|[1:3]|[5:].name|[:-1].name|[3:0:-1].name|[-9:9].name
[:]|[::]|[1::-1].name|[0:2] | [0].name|[*].tags[:1]|[*].tags[::-1]|[:2].workers[*].id|[0].workers[1:].pid
length(@)|length([?status=='Completed'])|sort_by(@, &name)[*].name|sort_by(@, &files)[].name|sort_by(@, &files)[-1].name
reverse(sort_by(@, &files))[].name|max_by(@, &files).name|min_by(@, &files).name|max_by([?rate], &rate).name
sort_by([?rate], &rate)[].rate|map(&name, @)|map(&compute.size, @)|map(&length(name), @)|[].length(name)
sum([].files)|avg([].files)|max([].files)|min([].name)|join(', ', [].name)|sort([].name)|sort([].files)
[].to_string(files)|[].not_null(rate, files)|[*].type(rate)|[].keys(@)|[0] | keys(@)|sort_by(@, &length(tags))[].name
[].workers[?pid > `11`].pid|[].workers[?pid > `11`][].pid|[*].workers[?id == `0`] | [].pid|[].{name:name, first:workers[0]}
[].{n:name, c:contains(tags, 'x')}|[0].[name, files, default]|[?@.name == 'a'].name|[?(name == 'a')].name
[?name=='a' || name=='b' && files == `0`].name|[?(name=='a' || name=='b') && files == `0`].name|[?!(name=='a')].name
[?status==null].name|[?status==`null`].name|[].missing|[*].missing.deep|missing[*].a|missing[?a]|missing[].a|missing.*
sort_by(`[]`, &x)|max_by(`[]`, &x)|map(&x, `[]`)|[?name == `a`].name|@[0].name|@[*].name|[*] | [0].name
""",
    "numbers": """
[0]|[-1]|sort(@)|reverse(@)|max(@)|min(@)|sum(@)|avg(@)|length(@)|[?@ > `1`]|[?@ == `2`]|[1:-1]|[::3]|[::-2]|[-3:-1]
contains(@, `10`)|contains(@, `10.0`)|contains(@, '10')|map(&to_string(@), @)|sort_by(@, &abs(@))|[?@]|[?!@]|@[2]
""",
    "mixed": """
[]|[*]|[?@]|[?!@]|[?@ == `1`]|[?@ == '1']|[?@ == `true`]|[?@ == `null`]|[?type(@) == 'number']|[].a|[*].a|[5].a
length(@)|[?@ != `1`]|map(&type(@), @)|map(&to_string(@), @)|[4][1][1][0]|[4][]|[].[@]|to_array(@)[0]
contains(@, `[]`)|contains(@, `{"a": 1}`)|contains(@, `{"a": 1.0}`)
""",
    "nested": "[]|[][]|[][][]|[*][0]|[*][*]|[1][1][0]|[] | []|[].[@]|[0:2][]|[1:2][]|[*][]|[*][0][0]|[:2][0]|[1][:1]",
    "words": "sort(@)|max(@)|min(@)|reverse(@)|join('/', @)|[?starts_with(@, 'a')]|[].length(@)|sort_by(@, &length(@))|[?@ > 'b']|contains(@, 'pear')",
    "grid": """
rows[*][*].v|rows[].v|rows[][].v|rows[*][].v|rows[*].v|rows[][]|rows[0][*].v|rows[*][0].v|rows[*][0:1].v|sizes.*.v|sizes.*
*.*|rows[?length(@) > `1`][].v|rows[*][?v > `1`].v|rows[*][?v > `1`][]|rows[*] | [0][1].v|{r: rows[*][*].v, s: sizes.s}
rows[*].[length(@), @[0].v]|sizes.{a:s,b:m.v}.b|sizes.[s, m.v][1]|(rows[*])[0][1].v|(rows[*])[*].v|rows[*][*].{w:v}[].w
""",
    "null": "@|a|[0]|[*]|[]|*|{a:a}|[a]|!@|@ || 'x'|type(@)|to_array(@)|to_string(@)|a.b.c|[?a]|[::2]",
    "text": "@|length(@)|reverse(@)|contains(@, '☃')|[0]|*|to_array(@)|@ == 'x'|starts_with(@, 'a')",
    "empty_list": "@|[0]|[]|[*].a|[?a]|length(@)|[].[a]|!@|@ && 'x'|sort(@)|sum(@)|[::2]|[::-1]",
    "empty_object": "@|*|a|keys(@)|length(@)|!@|{a:a}|[a]|to_string(@)",
}

# No query ever gives these a result; `null` is the document so that nothing but the query is at fault.
BAD_SYNTAX = """
a.|.a|a..b|a b|[|]|[0|[a|{a}|{a:}|{:a}|{a:b|(a|a)|a[b]|a['b']|a[0.5]|'open|"open|`open|`"`|"\\x"|a =b|a = 'b'|a == |== b
a &&|a ||| b|length(|length(a|length()|length(a, b)|nosuch(a)|"length"(a)|a.(b)|a.'b'|a.0|[?a|[?]|[1:2:3:4]
#|a#|a-b|-|a.-1|$.a|a;b|[*|[*|*.|a[*.b|sort_by(a)|map(a)|{a:b,}|[a,]|!|{1:a}|@a|a@|a{b:c}|a.*b
[-]|a!b|~a|a.b.|%|a[?b=='c]|[?status='x']|a[1,2]|*a
"""

# Well formed, but the values do not suit the function.
BAD_TYPES = {
    "jobs": "sort_by(@, &rate)|max_by(@, &rate)|sort_by(@, &tags)|sum(@)|join(',', [].rate)|keys(@)|abs(@)|starts_with(@, 'a')|sort_by([0], &a)|map(&a, [0])|sort(@)|values(@)|[].length(files)|join(@, @)|max([].tags)|[::0]|sort_by(@, name)|length(&name)|merge(@)",
    "null": "length(@)|keys(@)|contains(@, 'a')|starts_with(@, 'a')|sum(@)|reverse(@)|sort(@)|max(@)|join(',', @)|merge(@)|map(&a, @)|ceil(@)|floor(@)|avg(@)",
}

OUTPUTS = {
    "job": ["@", "name", "files", "archived", "rate", "tags", "[name, files, archived, experiment_name, tags, outputs.score.none]",
            "{status:status, name:name, files:files}", "outputs", "missing", "outputs.score", "{Id:name, t:type}", "tags.*", "services.*"],
    "jobs": ["@", "[0]", "[].name", "[].[name, status]", "[].[name, tags, compute]", "[].{Name:name, State:status, Rate:rate}",
             "[].{z:name, a:files}", "[].default", "[].files", "[].rate", "[].{type:name, id:files, etag:status, v:default}",
             "[?status=='Completed'].name", "[].tags", "[].tags[]", "[].compute", "[?name=='zz']", "length(@)", "[0].default",
             "[].{long_column_name:name, s:status}", "[*].workers[*].[id, pid]", "[0].workers"],
    "numbers": ["@", "[0]", "sort(@)"], "words": ["@"], "mixed": ["@"], "empty_list": ["@"], "true": ["@"], "number": ["@"],
    "float": ["@"], "text": ["@", "[@]"], "null": ["@"], "empty_object": ["@"],
}


def split(text):
    """Expressions stand one after another with | between them; a pipe inside one has spaces around it."""
    import re
    return [q for line in text.strip("\n").split("\n") for q in re.split(r"(?<![ |])\|(?![ |])", line)]


def query_cases():
    for document, text in QUERIES.items():
        for query in split(text):
            try:
                result = jmespath.search(query, DOCUMENTS[document])
            except Exception as error:
                raise SystemExit(f"{document}: {query!r}: {error!r}")
            yield {"document": document, "query": query, "result": result}
    for document, query in [("null", q) for q in split(BAD_SYNTAX)] + [
        (d, q) for d, text in BAD_TYPES.items() for q in split(text)
    ]:
        try:
            result = jmespath.search(query, DOCUMENTS[document])
        except JMESPathError:
            yield {"document": document, "query": query}
        except (ValueError, TypeError, AttributeError):  # it means to refuse, and stumbles
            yield {"document": document, "query": query}
        else:
            raise SystemExit(f"{query!r} was to fail and gives {result!r}")


def sorted_keys(value):
    if isinstance(value, list):
        return [sorted_keys(element) for element in value]
    if isinstance(value, dict):
        return {key: sorted_keys(value[key]) for key in sorted(value)}
    return value


def json_cell(value):
    """In a table we print a list inside a list as JSON; the Azure CLI prints Python."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False) if isinstance(value, (list, dict)) else value


def output_cases():
    for document, queries in OUTPUTS.items():
        for query in queries:
            def result(source):
                return jmespath.search(query, source, jmespath.Options(OrderedDict))

            value = result(DOCUMENTS[document])
            case = {"document": document, "query": query}
            # The CLI prints nothing at all for a null result.
            case["json"] = "" if value is None else format_json(CommandResultItem(value))
            # Without the mark that ends a document of one bare scalar.
            case["yaml"] = "" if value is None else format_yaml(CommandResultItem(value)).removesuffix("...\n")
            # What `*` lists depends on the order of the keys, and for TSV we sort them first.
            value = result(sorted_keys(DOCUMENTS[document]))
            case["tsv"] = "" if value is None else format_tsv(CommandResultItem(value))
            value = result(DOCUMENTS[document])
            if isinstance(value, list):
                value = [[json_cell(cell) for cell in row] if isinstance(row, list) else row for row in value]
            if document != "text":  # its tab is \\t in our tables
                case["table"] = "" if value is None else format_table(CommandResultItem(value, is_query_active=True))
            yield case


def write(name, cases):
    content = {"documents": DOCUMENTS, "cases": list(cases)}
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (HERE / name).write_text(text + "\n")
    print(name, len(content["cases"]))


if __name__ == "__main__":
    write("queries.json", query_cases())
    write("formats.json", output_cases())
