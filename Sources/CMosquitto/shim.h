// The one door to libmosquitto: MQTT 3.1.1 and 5.
#pragma once
#include <mosquitto.h>
#include <mqtt_protocol.h>
