import { judgeMessages, judgementOf, judgeSchema, judgeTemperature, judgeTokens, readScores } from '../../curate';
import { callSeed } from '../../generate';
import { AppError } from '../../model/error';
import type { JudgeOptions } from '../../model/generate';
import type { Job, Task } from '../../model/job';
import type { Pair } from '../../model/pair';
import type { ChunkRow } from '../../store/db';
import { saveJudgement } from '../../store/generated';
import { listPairs } from '../../store/queries';
import { isOverflow } from '../model-use';
import { contextFor, type GeneratePorts } from './generate';

/** Tries of one pair, each with another seed. */
const mostTries = 3;

/** Judges the pairs of a chunk that were not judged yet; each judgement is saved as it comes. */
export async function executeJudge(ports: GeneratePorts, task: Task, job: Job, signal: AbortSignal): Promise<void> {
  const { db } = ports;
  const spec = job.spec;
  if (task.payload?.kind !== 'judge' || spec.kind !== 'generate' || !spec.judge) {
    throw new AppError({ code: 'bug', message: 'A judge task without a judge.' });
  }
  const chunk = await db.chunks.get([job.id, task.payload.chunk]);
  if (!chunk) return;
  const pairs = await listPairs(db, job.id, job.revision, chunk.ordinal, 0, chunk.pairs[job.revision] ?? 0);
  for (const [n, pair] of pairs.entries()) {
    if (pair.judgement) continue;
    const at = { judge: spec.judge, contextTokens: contextFor(spec), calls: [n, pairs.length] as const };
    if (!(await judgePair(ports, task, chunk, pair, at, signal))) return;
  }
}

interface At {
  readonly judge: JudgeOptions;
  readonly contextTokens: number;
  readonly calls: readonly [done: number, most: number];
}

/** @returns false when the task is not ours any more */
async function judgePair(
  ports: GeneratePorts,
  task: Task,
  chunk: ChunkRow,
  pair: Pair,
  { judge, contextTokens, calls }: At,
  signal: AbortSignal,
): Promise<boolean> {
  const usage = { promptTokens: 0, outputTokens: 0, ms: 0 };
  for (let attempt = 0; attempt < mostTries; attempt++) {
    const request = {
      messages: judgeMessages(pair, chunk, chunk.docTitle, judge.template),
      schema: judgeSchema,
      maxTokens: judgeTokens,
      temperature: attempt === 0 ? judgeTemperature : 0.3,
      topP: 1,
      seed: callSeed(0, chunk.ordinal, pair.n, attempt),
    };
    try {
      const done = await ports.use.complete(task, judge.choice, contextTokens, request, calls, signal);
      usage.promptTokens += done.promptTokens;
      usage.outputTokens += done.outputTokens;
      usage.ms += done.ms;
      const scores = readScores(done.text, done.finish);
      if (scores.ok)
        return await saveJudgement(ports.db, task, pair, judgementOf(scores.value, judge), usage, ports.now());
    } catch (thrown) {
      // A pair too long to be judged stays, not judged.
      if (!isOverflow(thrown)) throw thrown;
      break;
    }
  }
  return true;
}
