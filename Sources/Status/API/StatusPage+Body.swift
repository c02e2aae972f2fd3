extension StatusPage {
    static let body = #"""
        <header>
          <h1>Vedette</h1>
          <span class="fact">version <b id="version">…</b></span>
          <span class="fact">cameras online <b id="online">…</b></span>
          <span class="fact">delivery <b id="sinks">…</b></span>
          <span class="fact">up for <b id="uptime">…</b></span>
          <span class="grow"></span>
          <label><input type="checkbox" id="overlays" checked> Overlays</label>
          <button type="button" id="reload" hidden>Reload the configuration</button>
        </header>
        <div id="notice" role="status" hidden></div>
        <main>
          <section id="cameras" aria-label="Cameras"><p class="empty" id="none" hidden>No camera is watched.</p></section>
          <section id="events" aria-label="Events">
            <div>
              <h2>Events</h2>
              <select id="filter" aria-label="Of which camera"><option value="">all cameras</option></select>
            </div>
            <p class="empty" id="quiet">Nothing has happened yet.</p>
            <ol id="list" aria-live="polite"></ol>
          </section>
        </main>
        <dialog id="login">
          <form method="dialog">
            <h2>This daemon takes a token</h2>
            <input type="password" id="token" autocomplete="off" aria-label="Token" required>
            <button>Look</button>
          </form>
        </dialog>
        <dialog id="large">
          <form method="dialog">
            <h2 id="large-name"></h2>
            <img id="large-image" alt="The newest picture">
            <button>Close</button>
          </form>
        </dialog>
        """#
}
