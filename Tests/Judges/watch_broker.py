"""Prints what an MQTT broker sends, by Eclipse Paho's client: one JSON object a line, after `ready PORT`.

    watch_broker.py --port PORT [--version 5] [--session ID] [--ca FILE] [--user NAME --password WORD] TOPIC...

With --session the broker keeps what comes while this client, or the broker, is away. It connects again by itself.
"""

import argparse
import json
import sys

import paho.mqtt.client as mqtt

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--version", choices=["3.1.1", "5"], default="3.1.1")
parser.add_argument("--session")
parser.add_argument("--ca")
parser.add_argument("--user")
parser.add_argument("--password")
parser.add_argument("topics", nargs="+")
options = parser.parse_args()


def say(text: str) -> None:
    print(text, flush=True)


def connected(client, userdata, flags, reason, properties) -> None:
    if reason.is_failure:
        say(f"refused {reason}")
        sys.exit(1)
    client.subscribe([(topic, 1) for topic in options.topics])


def subscribed(client, userdata, mid, reasons, properties) -> None:
    say(f"ready {options.port}")


def received(client, userdata, message) -> None:
    content_type = getattr(message.properties, "ContentType", None) if message.properties else None
    say(json.dumps({
        "topic": message.topic, "payload": message.payload.decode(), "retain": bool(message.retain),
        "qos": message.qos, "content_type": content_type,
    }))


protocol = mqtt.MQTTv5 if options.version == "5" else mqtt.MQTTv311
session = {} if options.version == "5" else {"clean_session": options.session is None}
client = mqtt.Client(
    mqtt.CallbackAPIVersion.VERSION2, client_id=options.session or "", protocol=protocol, **session)
client.on_connect, client.on_subscribe, client.on_message = connected, subscribed, received
client.reconnect_delay_set(min_delay=1, max_delay=1)
if options.ca:
    client.tls_set(ca_certs=options.ca)
if options.user:
    client.username_pw_set(options.user, options.password)
client.connect("127.0.0.1", options.port, keepalive=60)
client.loop_forever(retry_first_connection=True)
