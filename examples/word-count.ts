import { docker, LabApp, LabStack, platform, Size } from '../constructs';

// One program, the work of four: the text is cut into parts, each worker counts some, and their counts are added up two by two. `npx labcloud up`
// waits for the answer, `npx labcloud logs count-words` shows it. Kill a worker on the way: another one does what it did not finish.
const app = new LabApp({ id: 'count' });
const engine = docker.Engine.local(new LabStack(app, 'count'), 'Docker');

const cluster = new platform.DaskCluster(engine, 'Count', {
  workers: 4,
  workerMemory: Size.mebibytes(256),
  network: new docker.Network(engine, 'Inside', { subnet: '10.40.0.0/24', isolated: true }),
});

cluster.addJob(
  'Words',
  `
from collections import Counter
from operator import add
from pathlib import Path
from distributed import Client

client = Client()
lines = Path('/usr/share/common-licenses/GPL-3').read_text().splitlines()
parts = [lines[first : first + 50] for first in range(0, len(lines), 50)]
counts = client.map(lambda part: Counter(word.lower() for line in part for word in line.split()), parts)
while len(counts) > 1:
    pairs = [counts[place : place + 2] for place in range(0, len(counts), 2)]
    counts = [client.submit(add, *pair) if len(pair) == 2 else pair[0] for pair in pairs]
for word, count in counts[0].result().most_common(10):
    print(word, count)
`,
);

app.synth();
