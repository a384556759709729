// npm run heddle: the library from the command line. Help is printed without loading anything.
const help = `Usage:
  heddle read FILE… --url URL [--site ID] [--clean faithful|plain]
      A saved page or API reply as JSON: a thread with its posts, or a listing with its threads.

  heddle pairs FILE… --url URL --strategy S [options]
      A thread as training pairs.

  heddle vectors FILE…
      Lines {"fn","in","opt"} (JSONL, may be gzipped): what the reference tool answers to each, one a line.

Several FILEs of one thread are joined. The file itself decides how it is read; the URL it is from resolves links.

  --url URL               where the file is from
  --site ID               read it as this site's (stackexchange, reddit, fourchan, discourse, forum)
  --clean faithful|plain  Markdown (default), or text without markup
  --strategy S            adjacent, cumulative, last-k, reply-chain, parent-child, answers, conversation,
                          preference, transcript
  --k N                   posts of context (default 6)
  --max-chars N           characters of input (default 4000; 0: no limit)
  --min-length N          characters each side must have (default 3)
  --no-merge              keep consecutive posts of one author apart
  --require-question      only inputs that ask something
  --roles author|parity   who is the user in a conversation (default: the author of the first post)
  --fallback none|last-k  what a post that answers nobody is paired with (default none)
  --include-bots          posts of bots take part
  --preset reference      the pairs of the reference tool (FineFoundry), faults included: 4chan adjacent, cumulative,
                          last-k, reply-chain, conversation; Reddit parent-child, reply-chain, conversation;
                          Stack Exchange answers. Options not given have its defaults; --clean and --fallback are its
                          own. Reddit and Stack Exchange need the JSON of their interfaces
  --max-pairs N           stop after so many
  --format F              standard, messages, preference, transcript (default: what the strategy yields)
  --container json|jsonl  default json
  --help                  this text
`;

const args = process.argv.slice(2);
if (args.length === 0 || args[0] === 'help' || args.includes('--help') || args.includes('-h')) {
  if (args.length > 0) process.stdout.write(help);
  else {
    process.stderr.write(`Say what to do: read, pairs or vectors.\n\n${help}`);
    process.exitCode = 1;
  }
} else {
  try {
    const { bundleHeddle } = await import('./heddle-bundle.mjs');
    const { main } = await import((await import('node:url')).pathToFileURL(await bundleHeddle()).href);
    process.exitCode = await main(args);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
