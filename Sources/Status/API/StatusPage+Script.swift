extension StatusPage {
    /// Everything of the API's is put in place as text, never as markup: what a camera or a file is called runs no script.
    static let script = #"""
        "use strict";
        const $ = (id) => document.getElementById(id);
        let token = sessionStorage.getItem("vedette-token") || "";
        let chosen = "";
        let enlarged = "";
        let lastEvent = "";
        const cards = new Map();
        const stale = new Set();

        class Refused extends Error {}

        async function ask(path, options = {}) {
          const headers = { ...options.headers };
          if (token) headers.Authorization = "Bearer " + token;
          const answer = await fetch(path, { ...options, headers, cache: "no-store" });
          if (answer.status === 401) { askForToken(); throw new Refused("a token is needed"); }
          return answer;
        }

        async function json(path, options) {
          const answer = await ask(path, options);
          const body = await answer.json();
          if (!answer.ok) throw new Error(body.detail || answer.statusText);
          return body;
        }

        function askForToken() {
          if (!$("login").open) $("login").showModal();
        }

        $("login").querySelector("form").addEventListener("submit", () => {
          token = $("token").value.trim();
          sessionStorage.setItem("vedette-token", token);
          refresh();
          listen();
        });

        function say(text) {
          $("notice").textContent = text;
          $("notice").hidden = !text;
        }

        function ago(seconds) {
          if (seconds < 90) return Math.max(0, Math.round(seconds)) + " s";
          if (seconds < 5400) return Math.round(seconds / 60) + " min";
          if (seconds < 172800) return Math.round(seconds / 3600) + " h";
          return Math.round(seconds / 86400) + " days";
        }

        function counted(count, word) { return count + " " + word + (count === 1 ? "" : "s"); }

        function element(name, className, text) {
          const node = document.createElement(name);
          if (className) node.className = className;
          if (text !== undefined) node.textContent = text;
          return node;
        }

        // Cameras

        function makeCard(name) {
          const node = element("article");
          const picture = element("button", "picture", "no picture yet");
          picture.type = "button";
          picture.setAttribute("aria-label", "Enlarge the picture of " + name);
          picture.addEventListener("click", () => enlarge(name));
          const about = element("div", "about");
          const title = element("h2", "", name);
          const state = element("span", "state");
          const source = element("div", "source");
          const numbers = element("div", "numbers");
          about.append(title, state, source, numbers);
          node.append(picture, about);
          const card = { node, picture, state, source, numbers, image: null, captured: null, before: null };
          title.addEventListener("click", () => choose(chosen === name ? "" : name));
          return card;
        }

        function show(cameras) {
          const names = new Set(cameras.map((camera) => camera.name));
          for (const [name, card] of cards) if (!names.has(name)) { card.node.remove(); cards.delete(name); }
          for (const camera of cameras) {
            if (!cards.has(camera.name)) {
              cards.set(camera.name, makeCard(camera.name));
              stale.add(camera.name);
              const option = element("option", "", camera.name);
              option.value = camera.name;
              $("filter").append(option);
            }
            const card = cards.get(camera.name);
            $("cameras").append(card.node);
            const spared = (camera.shed || []).length ? ["overloaded"] : [];
            const troubles = (camera.troubles || []).concat(spared);
            card.state.textContent = !camera.online ? "offline" : troubles.length ? troubles.join(", ") : "online";
            card.state.className = "state " + (!camera.online ? "offline" : troubles.length ? "trouble" : "online");
            card.source.textContent = camera.source;
            card.captured = camera.newest_picture ? Date.parse(camera.newest_picture) : null;
            const now = { time: performance.now(), decoded: camera.counts.decoded };
            const rate = card.before ? (now.decoded - card.before.decoded) / (now.time - card.before.time) * 1000 : null;
            card.before = now;
            const dropped = Object.values(camera.counts.dropped).reduce((sum, count) => sum + count, 0);
            card.numbers.textContent = [
              rate === null ? "" : rate.toFixed(1) + " frames/s", counted(camera.counts.objects, "object"),
              counted(camera.counts.events, "event"), dropped ? dropped + " dropped" : "",
            ].filter(Boolean).join(" · ");
          }
          $("none").hidden = cameras.length > 0;
        }

        async function fetchPicture(name) {
          const overlays = $("overlays").checked ? "?overlays=true" : "";
          const answer = await ask("/api/v1/cameras/" + encodeURIComponent(name) + "/picture" + overlays);
          if (answer.status === 503) stale.add(name);
          if (!answer.ok) return null;
          return { url: URL.createObjectURL(await answer.blob()), captured: answer.headers.get("Vedette-Captured") };
        }

        async function refreshPicture(name) {
          const card = cards.get(name);
          if (!card || !card.captured) return;
          const picture = await fetchPicture(name);
          if (!picture) return;
          if (!card.image) {
            card.image = element("img");
            card.image.alt = "The newest picture of " + name;
            card.age = element("span", "age");
            card.picture.replaceChildren(card.image, card.age);
          }
          URL.revokeObjectURL(card.image.src);
          card.image.src = picture.url;
          card.shown = Date.parse(picture.captured);
        }

        function showAges() {
          for (const card of cards.values()) if (card.shown) card.age.textContent = ago((Date.now() - card.shown) / 1000) + " ago";
        }

        async function enlarge(name) {
          enlarged = name;
          $("large-name").textContent = name;
          if (!$("large").open) $("large").showModal();
          while (enlarged === name && $("large").open) {
            const picture = await fetchPicture(name).catch(() => null);
            if (picture) { URL.revokeObjectURL($("large-image").src); $("large-image").src = picture.url; }
            await new Promise((wake) => setTimeout(wake, 1000));
          }
        }

        $("large").addEventListener("close", () => { enlarged = ""; });
        $("overlays").addEventListener("change", () => { for (const name of cards.keys()) stale.add(name); });

        // The daemon

        async function refresh() {
          if (document.hidden || $("login").open) return;
          try {
            const [status, cameras] = [await json("/api/v1/status"), await json("/api/v1/cameras")];
            $("version").textContent = status.version;
            $("uptime").textContent = ago(status.uptime_seconds);
            $("online").textContent = status.cameras.online + " of " + status.cameras.configured;
            const sinks = status.sinks || [];
            const waiting = sinks.reduce((sum, sink) => sum + sink.queued, 0);
            const failing = sinks.filter((sink) => sink.last_error).map((sink) => sink.name + ": " + sink.last_error);
            $("sinks").textContent = failing.length ? failing.length + " failing" : waiting ? counted(waiting, "event") + " to go" : "up to date";
            $("sinks").title = failing.join("\n");
            $("reload").hidden = !["operator", "admin"].includes(status.caller.role);
            const last = status.reload.last;
            say(!status.alive ? "The pipeline makes no progress: a worker is stuck."
              : last && !last.succeeded ? "The last reload failed; the old configuration stays in force.\n" + last.messages.join("\n") : "");
            show(cameras);
          } catch (error) {
            if (!(error instanceof Refused)) say("The daemon does not answer: " + error.message);
          }
        }

        $("reload").addEventListener("click", async () => {
          try {
            const { number } = await json("/api/v1/reload", { method: "POST" });
            for (;;) {
              const { reload } = await json("/api/v1/status");
              if (reload.done >= number) { say((reload.last.succeeded ? "Reloaded: " : "Refused:\n") + reload.last.messages.join("\n")); break; }
              await new Promise((wake) => setTimeout(wake, 300));
            }
            refresh();
          } catch (error) { say(error.message); }
        });

        // Events

        const words = {
          "object.started": (data) => ["good", called(data) + " appeared" + places(data)],
          "object.updated": () => null,
          "object.ended": (data) => ["", called(data) + " is gone after " + ago(data.duration_seconds)],
          "zone.entered": (data) => ["", called(data.object) + " entered " + data.zone],
          "zone.left": (data) => ["", called(data.object) + " left " + data.zone + " after " + ago(data.dwell_seconds)],
          "line.crossed": (data) => ["", called(data.object) + " crossed " + data.line + " " + data.direction],
          "gate.passed": (data) => ["", called(data.object) + " went " + data.direction + " through " + data.gate],
          "loitering.started": (data) => ["warn", called(data.object) + " loiters in " + data.zone],
          "loitering.ended": (data) => ["", called(data.object) + " loitered in " + data.zone + " for " + ago(data.dwell_seconds)],
          "wrong_way.detected": (data) => ["warn", called(data.object) + " goes the wrong way in " + data.zone],
          "running.detected": (data) => ["warn", called(data.object) + " runs in " + data.zone],
          "speeding.detected": (data) => ["warn", called(data.object) + " is too fast in " + data.zone],
          "thing.left_behind": (data) => ["warn", "something was left in " + data.zone],
          "thing.taken_away": (data) => ["warn", "something was taken from " + data.zone],
          "rule.matched": (data) => ["warn", data.rule + (data.object ? ": " + called(data.object) : "")],
          "zone.occupied": (data) => ["", data.zone + " is occupied"],
          "zone.emptied": (data) => ["", data.zone + " is empty again, after " + ago(data.duration_seconds)],
          "crowd.started": (data) => ["warn", "a crowd in " + data.zone + ": " + data.count],
          "crowd.ended": (data) => ["", "no crowd any more in " + data.zone],
          "motion.started": () => ["", "something moves"],
          "motion.ended": (data) => ["", "all is still again, after " + ago(data.duration_seconds)],
          "camera.online": () => ["good", "camera is online"],
          "camera.offline": (data) => ["bad", "camera is offline: " + data.reason],
          "daemon.reloaded": (data) => ["", "a changed configuration is in force"],
        };

        function called(object) { return object.label + " " + object.id.split("-").pop(); }
        function places(data) { return data.zones && data.zones.length ? " in " + data.zones.join(", ") : ""; }

        function tell(event) {
          const type = event.type.replace(/^vedette\./, "");
          const told = words[type] ? words[type](event.data) : ["", type.replace(/[._]/g, " ")];
          const camera = decodeURIComponent(event.source.split("/")[2] || "");
          if (!told) return;
          if (camera) stale.add(camera);
          const line = element("li", told[0]);
          line.dataset.camera = camera;
          line.hidden = Boolean(chosen) && camera !== chosen;
          const time = element("time", "", new Date(event.time).toLocaleTimeString([], { hour12: false }));
          time.dateTime = event.time;
          const text = element("div");
          text.append(element("div", "what", told[1]), element("div", "where", camera || "the daemon"));
          line.append(time, text);
          $("list").prepend(line);
          while ($("list").children.length > 200) $("list").lastElementChild.remove();
          $("quiet").hidden = true;
        }

        function choose(name) {
          chosen = name;
          $("filter").value = name;
          for (const [key, card] of cards) card.node.classList.toggle("chosen", key === name);
          for (const line of $("list").children) line.hidden = Boolean(name) && line.dataset.camera !== name;
        }
        $("filter").addEventListener("change", () => choose($("filter").value));

        // EventSource cannot carry a token.
        let listening = 0;
        async function listen() {
          const mine = ++listening;
          while (mine === listening) {
            try {
              const headers = lastEvent ? { "Last-Event-ID": lastEvent } : {};
              const answer = await ask("/api/v1/events/stream", { headers });
              const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
              let text = "";
              for (let piece; mine === listening && !(piece = await reader.read()).done;) {
                const frames = (text + piece.value).split("\n\n");
                text = frames.pop();
                for (const frame of frames) {
                  const lines = frame.split("\n");
                  const id = lines.find((line) => line.startsWith("id: "));
                  const data = lines.find((line) => line.startsWith("data: "));
                  if (id) lastEvent = id.slice(4);
                  if (data) tell(JSON.parse(data.slice(6)));
                }
              }
            } catch (error) {
              if (error instanceof Refused) return;
            }
            await new Promise((wake) => setTimeout(wake, 3000));
          }
        }

        async function pictures() {
          if (document.hidden || $("login").open) return;
          for (const name of [...stale]) { stale.delete(name); await refreshPicture(name).catch(() => {}); }
        }

        async function begin() {
          await refresh();
          if ($("login").open) return;
          for (const event of await json("/api/v1/events?limit=100").catch(() => [])) { tell(event); lastEvent = event.id; }
          listen();
          pictures();
        }
        setInterval(refresh, 5000);
        setInterval(pictures, 2000);
        setInterval(() => { for (const name of cards.keys()) stale.add(name); }, 15000);
        setInterval(showAges, 1000);
        begin();
        """#
}
