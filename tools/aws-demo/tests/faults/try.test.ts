import { it } from 'vitest';
import { startStand } from './stand.ts';
import { openOrdered, play } from './play.ts';
import { releaseHost } from '@afo/pipeline';
import { hostPicture } from '../../src/host-picture.ts';
it('x', async () => {
  let t = performance.now();
  const lap = (w: string) => { process.stdout.write(`${w} ${(performance.now()-t).toFixed(0)}\n`); t = performance.now(); };
  const stand = await startStand();
  lap('start');
  const ports = { ...stand.local.ports, stack: 'aws' as const, host: stand.stack.ports.host, handover: stand.stack.ports.handover!, disks: stand.stack.ports.disks };
  const before = await hostPicture(stand.lab);
  for (let i = 0; i < 3; i++) {
    const n0 = stand.lab.calls().length;
    const id = await openOrdered(ports, stand.instance);
    lap('open');
    const state = await play(ports, id, (s) => lap(s));
    lap('played');
    for (const s of state.steps.values()) process.stdout.write(`${s.key} ${s.status} ${s.code ?? ''} ${s.cause ?? s.reason ?? ''}\n`);
    const n = await releaseHost(ports, { caseId: id, actor: { kind: 'human', name: 'E' }, reason: 'x' });
    lap('released ' + n);
    const after = await hostPicture(stand.lab);
    process.stdout.write(JSON.stringify(before) === JSON.stringify(after) ? 'same\n' : JSON.stringify([before, after], null, 1));
    const by: Record<string, number> = {}; for (const c of stand.lab.calls().slice(n0)) by[c.service] = (by[c.service] ?? 0) + 1; process.stdout.write(JSON.stringify(by)); process.stdout.write(`calls ${stand.lab.calls().length - n0}\n`);
    const { closeCase } = await import('@afo/pipeline');
    await closeCase(ports, { caseId: id, actor: { kind: 'human', name: 'E' }, reason: 'x' } as never);
  }
  await stand.close();
}, 120000);
