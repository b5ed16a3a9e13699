// Turns ZPL into pictures for the tests of labels/zpl: one request a line in, one answer a line out, until the input ends.
// The folder that holds node_modules is the only argument.
//
//   {"zpl": "^XA...^XZ", "width": 100, "height": 150, "dpmm": 8}  ->  {"pictures": ["<PNG in base 64>", ...]} or {"error": "..."}
'use strict';
const path = require('path');
const readline = require('readline');
const { ready } = require(path.join(process.argv[2], 'node_modules', 'zpl-renderer-js'));

(async () => {
  const { api } = await ready;
  for await (const line of readline.createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    let answer;
    try {
      const q = JSON.parse(line);
      answer = { pictures: await api.zplToBase64MultipleAsync(q.zpl, q.width, q.height, q.dpmm) };
    } catch (e) {
      answer = { error: String(e) };
    }
    if (!process.stdout.write(JSON.stringify(answer) + '\n')) {
      await new Promise((done) => process.stdout.once('drain', done));
    }
  }
  process.exit(0); // the renderer keeps timers
})();
