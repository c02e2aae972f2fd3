#!/usr/bin/env python3
"""Writes the manual pages: one a command, from what the program says of itself, and vedette.yaml(5) from the reference.

    packaging/manual.py VEDETTE FOLDER      VEDETTE is the program
"""
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main():
    program, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    top = json.loads(subprocess.check_output([program, "--experimental-dump-help"]))["command"]
    version = subprocess.check_output([program, "--version"], text=True).strip()
    pages = {"vedette.yaml.5": configuration_page(version)}
    for path, command in commands(top, []):
        pages["-".join(path) + ".1"] = command_page(path, command, version, top)
    for name, text in pages.items():
        (folder / name).write_text(text)
        print(folder / name)


def commands(command, above):
    """The command and all below it, each with its words."""
    path = [*above, command["commandName"]]
    if path[-1] == "help" or not command.get("shouldDisplay", True):
        return
    yield path, command
    for sub in command.get("subcommands", []):
        yield from commands(sub, path)


def text(words):
    """Words as troff: nothing in them is a request, and minus signs can be copied."""
    words = words.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in words.split("\n"))


def heading(title, section, version):
    return f'.TH "{title.upper()}" {section} "" "vedette {version}" "Vedette"\n'


def command_page(path, command, version, top):
    name = "-".join(path)
    page = heading(name, 1, version)
    page += f".SH NAME\n{text(name)} \\- {text(summary(command))}\n"
    page += f".SH SYNOPSIS\n.B {text(' '.join(path))}\n{synopsis(command)}\n"
    if discussion := command.get("discussion"):
        page += ".SH DESCRIPTION\n" + paragraphs(discussion)
    page += options(command)
    page += table("COMMANDS", [(f"\\fB{text(' '.join(path[1:] + [sub['commandName']]))}\\fR", sub.get("abstract", ""))
                               for sub in command.get("subcommands", []) if sub["commandName"] != "help"])
    if command is top:
        page += ".SH FILES\n" + "".join(f".TP\n.I {text(file)}\n{text(what)}\n" for file, what in FILES)
    others = [p for p, _ in commands(top, []) if p != path and (len(p) <= 2 or p[:2] == path[:2])]
    see = [f"\\fB{text('-'.join(p))}\\fR(1)" for p in others] + ["\\fBvedette.yaml\\fR(5)"]
    return page + ".SH SEE ALSO\n" + ",\n".join(see) + "\n"


FILES = [
    ("/etc/vedette/vedette.yaml", "The configuration; see vedette.yaml(5)."),
    ("/etc/vedette/secrets.env", "Variables for ${NAME} in it, as NAME=value lines, readable by root alone."),
    ("/var/log/vedette/events.jsonl", "The events, a line each."),
    ("/var/lib/vedette", "What is kept across restarts."),
]


def summary(command):
    return command.get("abstract", "").rstrip(".")


def synopsis(command):
    parts = []
    for argument in shown(command):
        if argument["kind"] == "positional":
            word = f"\\fI{text(argument['valueName'])}\\fR" + (" ..." if argument["isRepeating"] else "")
        else:
            word = names(argument, short=True)
        parts.append(f"[{word}]" if argument["isOptional"] else word)
    if command.get("subcommands"):
        parts.append("\\fIcommand\\fR")
    return "\n".join(parts)


def shown(command):
    return [a for a in command.get("arguments", []) if a.get("shouldDisplay", True)]


def names(argument, short=False):
    value = f" \\fI{text(argument['valueName'])}\\fR" if argument["kind"] == "option" else ""
    written = [("\\-" if n["kind"] == "short" else "\\-\\-") + text(n["name"]) for n in argument["names"]]
    return ", ".join(f"\\fB{n}\\fR{value}" for n in (written[-1:] if short else written))


def options(command):
    rows = []
    for argument in shown(command):
        default = argument.get("defaultValue")
        what = argument.get("abstract", "") + (f" The default is {default}." if default else "")
        label = f"\\fI{text(argument['valueName'])}\\fR" if argument["kind"] == "positional" else names(argument)
        rows.append((label, what))
    return table("OPTIONS", rows)


def table(title, rows):
    return f".SH {title}\n" + "".join(f".TP\n{label}\n{text(what)}\n" for label, what in rows) if rows else ""


def paragraphs(words):
    """Indented lines and lists stay as they are, the rest is filled."""
    page = ""
    for paragraph in words.split("\n\n"):
        is_example = any(line.startswith("  ") for line in paragraph.split("\n"))
        page += f".PP\n.nf\n{text(paragraph)}\n.fi\n" if is_example else f".PP\n{text(paragraph)}\n"
    return page


def configuration_page(version):
    document = (ROOT / "docs/configuration.md").read_text()
    rows = re.search(r"<!-- reference -->\n(.*?)<!-- /reference -->", document, re.S)[1].splitlines()[2:]
    page = heading("vedette.yaml", 5, version)
    page += ".SH NAME\nvedette.yaml \\- configuration of vedette\n"
    page += (".SH DESCRIPTION\n.I /etc/vedette/vedette.yaml\nsays which cameras are watched, what is looked for and where "
             "events go. It is YAML.\nCheck it with\n.B vedette check \\-\\-config\n.IR /etc/vedette/vedette.yaml ,\n"
             "which shows everything that is wrong in one go.\nNames in capitals stand for names of your own.\n"
             ".PP\nThe file as it is shipped has every key with its default and a comment.\n.SH KEYS\n")
    for row in rows:
        key, allowed, default, meaning = (cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1])
        plain = lambda cell: text(cell.replace("`", "").replace("\\|", "|"))  # noqa: E731
        page += f".TP\n.B {plain(key)}\n{plain(meaning)}\nAllowed: {plain(allowed)}.\n"
        if default:
            page += f"{'Required' if default == 'required' else 'Default: ' + plain(default)}.\n"
    return page + ".SH SEE ALSO\n.BR vedette (1)\n"


if __name__ == "__main__":
    main()
