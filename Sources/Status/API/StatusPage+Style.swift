extension StatusPage {
    static let style = #"""
        :root {
          color-scheme: light dark;
          --ground: light-dark(#f4f5f7, #14171c); --card: light-dark(#fff, #1d2129); --edge: light-dark(#dfe2e8, #2c323d);
          --ink: light-dark(#1b1f27, #e7eaf0); --dim: light-dark(#5d6676, #98a2b3); --accent: #2b7de9;
          --good: light-dark(#1a7f4b, #4cc38a); --bad: light-dark(#c0392b, #ff7b6b); --warn: light-dark(#9a6700, #e3b341);
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
        header { display: flex; flex-wrap: wrap; gap: .4rem 1.5rem; align-items: center; padding: .8rem 1.2rem;
          background: var(--card); border-bottom: 1px solid var(--edge); }
        h1 { font-size: 1.15rem; margin: 0; letter-spacing: .02em; }
        h2 { font-size: 1rem; margin: 0; }
        header .fact { color: var(--dim); } header .fact b { color: var(--ink); font-weight: 600; }
        header .grow { flex: 1; }
        button, input, select { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--edge);
          border-radius: 6px; padding: .3rem .7rem; }
        button { cursor: pointer; } button:hover { border-color: var(--accent); }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
        main { display: grid; grid-template-columns: minmax(0, 1fr) minmax(20rem, 26rem); gap: 1rem; padding: 1rem 1.2rem; }
        @media (max-width: 60rem) { main { grid-template-columns: minmax(0, 1fr); } }
        #cameras { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); gap: 1rem;
          align-content: start; }
        article, #events { background: var(--card); border: 1px solid var(--edge); border-radius: 10px; overflow: hidden; }
        article.chosen { border-color: var(--accent); }
        .picture { position: relative; aspect-ratio: 16 / 9; background: #0b0d10; display: grid; place-items: center;
          color: #98a2b3; width: 100%; border: 0; border-radius: 0; padding: 0; }
        .picture img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: contain; }
        .picture .age { position: absolute; right: .5rem; bottom: .4rem; font-size: .75rem; color: #fff; background: #000a;
          border-radius: 4px; padding: 0 .4rem; }
        .about h2 { overflow-wrap: anywhere; }
        .about { padding: .6rem .8rem .7rem; display: grid; grid-template-columns: 1fr auto; gap: .15rem .6rem; }
        .about .source, .about .numbers { grid-column: 1 / -1; color: var(--dim); font-size: .82rem; overflow-wrap: anywhere; }
        .state { font-size: .82rem; font-weight: 600; white-space: nowrap; }
        .state::before { content: "●"; margin-right: .3rem; }
        .online { color: var(--good); } .offline { color: var(--bad); } .trouble { color: var(--warn); }
        #events { display: flex; flex-direction: column; max-height: calc(100vh - 6rem); position: sticky; top: 1rem; }
        #events > div { display: flex; gap: .6rem; align-items: center; padding: .7rem .9rem; border-bottom: 1px solid var(--edge); }
        #events > div h2 { flex: 1; } #events > div select { min-width: 0; max-width: 65%; }
        ol { list-style: none; margin: 0; padding: 0; overflow-y: auto; }
        li { display: grid; grid-template-columns: 4.6rem 1fr; gap: 0 .6rem; padding: .35rem .9rem; border-bottom: 1px solid var(--edge);
          font-size: .88rem; }
        li time, li .where { color: var(--dim); } li time { white-space: nowrap; font-variant-numeric: tabular-nums; } li .where { font-size: .8rem; }
        li.bad .what { color: var(--bad); } li.good .what { color: var(--good); } li.warn .what { color: var(--warn); }
        .empty { padding: 1.5rem; color: var(--dim); text-align: center; }
        #notice { margin: 1rem 1.2rem 0; padding: .6rem .9rem; border-radius: 8px; border: 1px solid var(--warn); background: var(--card);
          white-space: pre-wrap; }
        #notice[hidden] { display: none; }
        dialog { border: 1px solid var(--edge); border-radius: 12px; background: var(--card); color: inherit; padding: 1.2rem;
          max-width: min(70rem, 94vw); }
        dialog::backdrop { background: #0009; }
        dialog form { display: grid; gap: .8rem; min-width: min(24rem, 80vw); }
        dialog img { max-width: 100%; max-height: 74vh; display: block; margin: .6rem 0; }
        """#
}
