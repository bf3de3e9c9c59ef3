"""Puts every member of XLSForm and of XForms into a form that works: `python probe.py FILE`.

Each line of the file is a member: the form's file, the form without it and the form with it. Columns, settings and types
are those that pyxform knows; what pyxform passes on without knowing is listed here.
"""

import json
import sys

from pyxform import aliases, constants
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

# Types that are other words for text.
TEXTS = ("text", "string", "q string", "add text prompt")

# A survey with something of each: a row and its columns.
ROWS = {
    "text": {"type": "text", "name": "t", "label": "T"},
    "integer": {"type": "integer", "name": "i", "label": "I"},
    "select_one": {"type": "select_one l", "name": "s", "label": "S"},
    "select_multiple": {"type": "select_multiple l", "name": "m", "label": "M"},
    "calculate": {"type": "calculate", "name": "k", "calculation": "1 + 1"},
    "note": {"type": "note", "name": "o", "label": "O"},
    "image": {"type": "image", "name": "p", "label": "P"},
    "audio": {"type": "audio", "name": "u", "label": "U"},
    "geopoint": {"type": "geopoint", "name": "w", "label": "W"},
    "range": {"type": "range", "name": "z", "label": "Z"},
    "date": {"type": "date", "name": "d", "label": "D"},
    "rank": {"type": "rank l", "name": "n", "label": "N"},
    "video": {"type": "video", "name": "v", "label": "V"},
    "file": {"type": "file", "name": "f", "label": "F"},
    "barcode": {"type": "barcode", "name": "b", "label": "B"},
    "acknowledge": {"type": "acknowledge", "name": "a", "label": "A"},
    "time": {"type": "time", "name": "c", "label": "C"},
    "dateTime": {"type": "dateTime", "name": "e", "label": "E"},
    "geotrace": {"type": "geotrace", "name": "y", "label": "Y"},
    "audit": {"type": "audit", "name": "audit"},
    "group": {"type": "begin group", "name": "g", "label": "G"},
    "repeat": {"type": "begin repeat", "name": "r", "label": "R"},
}
CHOICES = [{"list_name": "l", "name": "x", "label": "X"}, {"list_name": "l", "name": "q", "label": "Q"}]

# Columns that XLSForm's reference has and that pyxform's tables of aliases do not name.
COLUMNS = ["hint", "guidance_hint", "default", "trigger", "choice_filter", "parameters", "disabled", "kobo--matrix_list"]
VALUES = {
    "relevant": "${first} = 'a'",
    "relevance": "${first} = 'a'",
    "required": "yes",
    "readonly": "yes",
    "read_only": "yes",
    "constraint": ". != 'q'",
    "calculation": "concat(${first}, 'a')",
    "calculate": "concat(${first}, 'a')",
    "trigger": "${first}",
    "choice_filter": "name != ${first}",
    "count": "3",
    "repeat_count": "3",
    "jr:count": "3",
    "rows": "4",
    "autoplay": "audio",
    "disabled": "yes",
    "kobo--matrix_list": "l",
    "image": "a.png",
    "big-image": "a.png",
    "audio": "a.mp3",
    "video": "a.mp4",
    "parameters": "seed=1",
    "type": None,
    "name": None,
    "tag": None,
    "value": None,
    "command": None,
    "caption": None,
    "label": None,
    "list_name": None,
    "body": None,
    "save_to": "p1",
    "default": "1",
}
APPEARANCES = {
    "text": "numbers multiline url masked ex:org.example.app(a='b') printer:org.example w1 hidden-answer thousands-sep bearing",
    "integer": "thousands-sep counter bearing ex:org.example.app w2 distress analog-scale my-own",
    "select_one": "minimal quick autocomplete search likert list list-nolabel label columns columns-2 columns-4 columns-pack no-buttons"
    " image-map map map-compact quickcompact compact compact-2 horizontal horizontal-compact field-list search('towns')",
    "select_multiple": "minimal autocomplete list list-nolabel label columns columns-pack no-buttons image-map compact horizontal",
    "note": "w3 hidden-answer large comment",
    "image": "signature draw annotate new new-front w1",
    "audio": "new w1",
    "video": "new-front",
    "geopoint": "placement-map maps hide-input",
    "geotrace": "placement-map maps",
    "range": "vertical picker no-ticks rating distress",
    "date": "no-calendar month-year year ethiopian coptic islamic bikram-sambat myanmar persian buddhist",
    "rank": "minimal quick",
    "barcode": "front hidden-answer",
    "group": "field-list table-list intent w4 map summary ex:org.example.app horizontal",
    "repeat": "field-list table-list",
    "time": "no-ticks",
}
PARAMETERS = {
    "text": "rows=4",
    "image": "max-pixels=640 app=org.example",
    "audio": "quality=low",
    "geopoint": "capture-accuracy=5 warning-accuracy=20 allow-mock-accuracy=true",
    "geotrace": "allow-mock-accuracy=true incremental=true",
    "range": "start=2 end=8 step=2 tick_interval=2 placeholder=4 tick_labelset=l",
    "select_one": "randomize=true value=x label=y seed=3",
    "rank": "randomize=true",
    "audit": "location-priority=balanced location-min-interval=60 location-max-age=120 track-changes=true"
    " track-changes-reasons=on-form-edit identify-user=true",
}
# What a parameter needs beside it.
WITH = {
    "seed": "randomize=true",
    "location-min-interval": "location-priority=balanced location-max-age=120",
    "location-max-age": "location-priority=balanced location-min-interval=60",
    "location-priority": "location-min-interval=60 location-max-age=120",
}
SETTINGS = {
    "form_title": "A title",
    "form_id": "an_id",
    "set_form_title": "A title",
    "set_form_id": "an_id",
    "id_string": "an_id",
    "title": "A title",
    "name": "root",
    "version": "7",
    "instance_name": "concat(${first}, 'a')",
    "default_language": "en",
    "public_key": "MIIB",
    "submission_url": "https://example.org/submission",
    "auto_send": "true",
    "auto_delete": "true",
    "style": "pages",
    "allow_choice_duplicates": "yes",
    "instance_xmlns": "https://example.org/form",
    "namespaces": 'esri="https://example.org/esri"',
    "attribute::xyz": "1",
    "client_editable": "yes",
    "omit_instanceID": "yes",
    "sms_keyword": "k",
    "sms_separator": "+",
    "sms_allow_media": "yes",
    "sms_date_format": "%Y",
    "sms_datetime_format": "%Y",
    "sms_response": "thanks",
    "prefix": "p",
    "delimiter": "#",
    "clean_text_values": "no",
    "crash": "yes",
}
ENTITIES = {
    "entity_id": "${first}",
    "create_if": "${first} = 'a'",
    "update_if": "${first} = 'b'",
    "label": "concat(${first}, 'z')",
    "repeat": "${r}",
}
CHOICE_COLUMNS = {"media::image": "a.png", "media::audio": "a.mp3", "geometry": "1 2 0 0", "own": "1", "parent": "x", "label::en": "X"}


def table(sheets):
    """The sheets as a table of Markdown."""
    lines = []
    for name, rows in sheets.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        lines.append(f"| {name} |")
        lines += ["|  | " + " | ".join(str(cell) for cell in line) + " |" for line in [columns] + [[row.get(column, "") for column in columns] for row in rows]]
    return "\n".join(lines)


def form(row=None, choices=None, settings=None, entities=None, more=()):
    """A form with this row, and this in the other sheets."""
    survey = [{"type": "text", "name": "first", "label": "First"}]
    row = row or ROWS["text"]
    survey.append(row)
    kind = str(row["type"])
    if kind.startswith("begin"):
        survey += [{"type": "text", "name": "inner", "label": "Inner"}, {"type": kind.replace("begin", "end")}]
    survey += more
    sheets = {"survey": survey, "choices": choices or CHOICES}
    if settings:
        sheets["settings"] = [settings]
    if entities:
        sheets["entities"] = [entities]
    return table(sheets)


def probes():
    """Every member of a spreadsheet: where, which, without it, with it."""
    columns = list(dict.fromkeys([*aliases.survey_header, *COLUMNS]))
    for kind, row in ROWS.items():
        for column in columns:
            value = VALUES.get(column, "Some words") if kind != "calculate" or column not in ("calculation", "calculate") else None
            if value is None or column in row:
                continue
            if column == "save_to":
                entity = {"list_name": "trees", "label": "${first}"}
                yield f"survey: {kind}", column, form(row, entities=entity), form({**row, column: value}, entities=entity)
            elif column == "trigger":
                other = {**row, "calculation": "concat('a', 'b')"}
                yield f"survey: {kind}", column, form(other), form({**other, column: value})
            elif column in ("constraint_message", "constraining_message"):
                other = {**row, "constraint": ". != 'q'"}
                yield f"survey: {kind}", column, form(other), form({**other, column: value})
            elif column != "parameters":
                yield f"survey: {kind}", column, form(row), form({**row, column: value})
    for kind, words in APPEARANCES.items():
        for word in words.split():
            yield f"appearance: {kind}", word, form(ROWS[kind]), form({**ROWS[kind], "appearance": word})
    for kind, words in PARAMETERS.items():
        for word in words.split():
            beside = WITH.get(word.split("=")[0], "")
            # What needs others is nothing without them, and they without it.
            before = {**ROWS[kind], "parameters": beside} if beside and not word.startswith("location-") else ROWS[kind]
            yield f"parameters: {kind}", word.split("=")[0], form(before), form({**ROWS[kind], "parameters": f"{beside} {word}".strip()})
    for name in dict.fromkeys([*SETTINGS, *aliases.settings_header]):
        yield "settings", name, form(settings={"style": "theme-grid"} if name != "style" else None), form(
            settings={**({"style": "theme-grid"} if name != "style" else {}), name: SETTINGS[name]}
        )
    for name, value in ENTITIES.items():
        entity = {"list_name": "trees", "label": "${first}"}
        beside = {"update_if": {"entity_id": "${first}"}}.get(name, {})
        repeat = [{"type": "begin repeat", "name": "r", "label": "R"}, {"type": "text", "name": "in_r", "label": "I"}, {"type": "end repeat"}]
        yield "entities", name, form(entities={**entity, **beside}, more=repeat), form(entities={**entity, **beside, name: value}, more=repeat)
    for name in dict.fromkeys([*CHOICE_COLUMNS, *aliases.list_header]):
        value = CHOICE_COLUMNS.get(name, VALUES.get(name, "Some words"))
        if value is not None:
            choices = [{**CHOICES[0], name: value}, CHOICES[1]]
            yield "choices", name, form(ROWS["select_one"]), form(ROWS["select_one"], choices=choices)
    matrix = {"type": "begin_kobomatrix", "name": "x", "label": "X", "kobo--matrix_list": "l"}
    yield "types", "begin_kobomatrix", form(ROWS["text"]), form(matrix)
    for kind in sorted(QUESTION_TYPE_DICT):
        if kind not in ("group", "repeat") and not kind.startswith(("osm", "phonenumber")):
            row = {"type": kind, "name": "t", "label": "T", "calculation": "1 + 1" if "calculate" in kind else ""}
            yield "types", kind, form(ROWS["integer" if kind in TEXTS else "text"]), form(row)


XFORM = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" '
    'xmlns:odk="http://www.opendatakit.org/xforms" xmlns:orx="http://openrosa.org/xforms" xmlns:entities="http://www.opendatakit.org/xforms/entities">'
    '<h:head><h:title>P</h:title><model{model}>{itext}<instance><data id="p"{root}><first/><t{node}/><g><in/></g>{repeat}</data></instance>'
    '<instance id="l"{instance}><root><item><name>x</name><label>X</label></item><item><name>q</name><label>Q</label></item></root></instance>'
    '<bind nodeset="/data/t"{bind}/><bind nodeset="/data/g"{group_bind}/>{more}</model></h:head>'
    '<h:body{body}><input ref="/data/first"><label>First</label></input>{control}'
    '<group ref="/data/g"{group}><label>G</label><input ref="/data/g/in"><label>In</label></input></group>{repeat_body}</h:body></h:html>'
)
PLACES = ("model", "itext", "root", "node", "repeat", "instance", "bind", "group_bind", "more", "body", "group", "repeat_body")
CONTROLS = {
    "input": ("input", ""),
    "select1": ("select1", '<itemset nodeset="instance(\'l\')/root/item"><value ref="name"/><label ref="label"/></itemset>'),
    "select": ("select", "<item><label>X</label><value>x</value></item>"),
    "upload": ("upload", ""),
    "range": ("range", ""),
    "trigger": ("trigger", ""),
    "rank": ("odk:rank", '<itemset nodeset="instance(\'l\')/root/item"><value ref="name"/><label ref="label"/></itemset>'),
}
NEEDS = {"upload": ' mediatype="image/*"', "range": ' start="1" end="9" step="1"'}
BIND = {
    "type": "int", "readonly": "true()", "required": "true()", "relevant": "/data/first = 'a'", "constraint": ". != 'q'",
    "calculate": "concat(/data/first, 'a')", "saveIncomplete": "true()", "jr:preload": "timestamp", "jr:preloadParams": "start",
    "jr:constraintMsg": "No", "jr:requiredMsg": "Yes", "jr:noAppErrorString": "Get it", "orx:max-pixels": "640", "entities:saveto": "p1",
    "odk:length": "12", "p3ptype": "x", "id": "b1",
}
BIND_BESIDE = {"jr:preload": ' jr:preloadParams="start"', "jr:preloadParams": ' jr:preload="timestamp"', "jr:constraintMsg": ' constraint=". != \'q\'"', "jr:requiredMsg": ' required="true()"'}
CONTROL = {
    "appearance": "w1", "class": "c", "query": "instance('l')/root/item", "mediatype": "audio/*", "accuracyThreshold": "5",
    "unacceptableAccuracyThreshold": "50", "autoplay": "audio", "rows": "4", "start": "2", "end": "8", "step": "2", "odk:tick-interval": "2",
    "odk:placeholder": "4", "odk:allow-mock-accuracy": "true", "odk:incremental": "true", "intent": "org.example", "bind": "b1",
    "odk:quality": "low", "incremental": "true",
}
ROOT = {
    "version": "3", "orx:version": "3", "uiVersion": "2", "odk:xforms-version": "1.0.0", "odk:prefix": "p", "odk:delimiter": "#", "name": "n",
    "xmlns": "https://example.org/own",
}
SUBMISSION = {
    "action": "https://example.org", "method": "post", "base64RsaPublicKey": "MIIB", "orx:auto-send": "true", "orx:auto-delete": "true",
    "odk:client-editable": "true", "ref": "/data",
}
SETVALUE = {"event": "xforms-ready", "ref": "/data/first", "value": "1 + 1", "if": "true()", "while": "false()", "bind": "b1"}
FORMS_OF_TEXT = ["long", "short", "image", "audio", "video", "big-image", "guidance", "markdown"]


def xform(control="input", own="", **places):
    """A form with a control and these attributes."""
    name, inside = CONTROLS[control]
    parts = {place: places.get(place, "") for place in PLACES}
    return XFORM.format(control=f'<{name} ref="/data/t"{NEEDS.get(control, "")}{own}><label>{places.get("label", "T")}</label>{inside}</{name}>', **parts)


def attribute(name, value):
    return f' {name}="{value}"'


def xform_probes():
    """Every attribute of an XForm: where, which, without it, with it."""
    for name, value in BIND.items():
        beside = BIND_BESIDE.get(name, "")
        yield "bind", name, xform(bind=beside), xform(bind=beside + attribute(name, value))
    for name in ("relevant", "readonly", "required", "constraint"):
        yield "bind of a group", name, xform(), xform(group_bind=attribute(name, BIND[name].replace(". != 'q'", "/data/first != 'q'")))
    for control in CONTROLS:
        for name, value in CONTROL.items():
            if f" {name}=" not in NEEDS.get(control, ""):
                yield control, name, xform(control), xform(control, attribute(name, value))
    for name in ("start", "end", "step", "mediatype"):
        control = "upload" if name == "mediatype" else "range"
        before = xform(control)
        old = next(part for part in NEEDS[control].split() if part.startswith(f"{name}="))
        yield control, name, before, before.replace(old, f'{name}="{CONTROL[name]}"')
    for name in ("appearance", "class", "intent", "bind"):
        yield "group", name, xform(), xform(group=attribute(name, CONTROL[name]))
    for name, value in {"jr:count": "/data/first", "jr:noAddRemove": "true()", "appearance": "field-list", "class": "c"}.items():
        body = '<group ref="/data/r"><label>R</label><repeat nodeset="/data/r"{}><input ref="/data/r/x"><label>X</label></input></repeat></group>'
        repeat = {"repeat": '<r jr:template=""><x/></r><r><x/></r>'}
        yield "repeat", name, xform(**repeat, repeat_body=body.format("")), xform(**repeat, repeat_body=body.format(attribute(name, value)))
    for name, value in ROOT.items():
        yield "primary instance", name, xform(), xform(root=attribute(name, value))
    for name, value in {"odk:tag": "x", "entities:p": "1", "own": "1", "jr:template": ""}.items():
        yield "node", name, xform(), xform(node=attribute(name, value))
    for name, value in {"odk:xforms-version": "1.0.0", "entities:entities-version": "2024.1.0", "id": "m", "schema": "s"}.items():
        yield "model", name, xform(), xform(model=attribute(name, value))
    for name, value in SUBMISSION.items():
        yield "submission", name, xform(more="<submission/>"), xform(more=f"<submission{attribute(name, value)}/>")
    for name, value in SETVALUE.items():
        usual = {"event": "odk-instance-first-load", "ref": "/data/t", "value": "'a'"}
        write = lambda members: "<setvalue" + "".join(attribute(*pair) for pair in members.items()) + "/>"
        yield "setvalue", name, xform(more=write(usual)), xform(more=write({**usual, name: value}))
    for action, members in {"odk:setgeopoint": {}, "odk:recordaudio": {"odk:quality": "low"}}.items():
        write = lambda more: f'<{action} event="odk-instance-first-load" ref="/data/hidden"{more}/>'
        hide = lambda text: text.replace("<first/>", "<first/><hidden/>", 1)
        yield "actions", action, hide(xform()), hide(xform(more=write("")))
        for name, value in members.items():
            yield action, name, hide(xform(more=write(""))), hide(xform(more=write(attribute(name, value))))
    for name in FORMS_OF_TEXT:
        label = {"label": "", "own": ""}
        write = lambda more: f'<itext><translation lang="en" default="true()"><text id="a"><value>T</value>{more}</text></translation></itext>'
        refer = lambda text: text.replace("<label></label>", "<label ref=\"jr:itext('a')\"/>", 1)
        yield "itext", name, refer(xform(itext=write(""), **label)), refer(xform(itext=write(f'<value form="{name}">jr://images/a</value>'), **label))
    for name, value in {"src": "jr://file/l.xml"}.items():
        yield "instance", name, xform("select1"), xform("select1", instance=attribute(name, value))
    for name, value in {"class": "pages", "odk:theme": "x"}.items():
        yield "body", name, xform(), xform(body=attribute(name, value))
    for name, element in {
        "hint": "<hint>Look</hint>", "help": "<help>Look</help>", "alert": "<alert>No</alert>", "output": "",
    }.items():
        before = xform()
        after = before.replace("<label>T</label>", f"<label>T</label>{element}") if element else before.replace("<label>T</label>", '<label>T <output value="/data/first"/></label>')
        yield "input", f"<{name}>", before, after


def main(path):
    """Writes all of them."""
    with open(path, "w", encoding="utf-8") as lines:
        for file, all_of_them in (("form.md", probes()), ("form.xml", xform_probes())):
            for place, member, before, after in all_of_them:
                lines.write(json.dumps({"class": place, "member": member, "file": file, "before": before, "after": after}) + "\n")


main(sys.argv[1])
