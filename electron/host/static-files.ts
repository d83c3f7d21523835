/** The built page, file by file. Whatever is not a plain file below its directory does not exist. */
import { existsSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Serves `rendererDir`; when the page has not been built, `/` says how to build it. */
export async function serveStaticFiles(app: FastifyInstance, rendererDir: string): Promise<void> {
  app.setNotFoundHandler((_request, reply) => answerNotFound(reply));
  app.setErrorHandler((error, _request, reply) => {
    if (isClientError(error)) return answerNotFound(reply);
    return answer(reply, 500, 'unreadable', 'The file could not be read.');
  });
  if (!existsSync(join(rendererDir, 'index.html'))) {
    app.get('/', (_request, reply) => answer(reply, 503, 'notBuilt', NOT_BUILT));
    return;
  }
  const root = realpathSync(rendererDir);
  await app.register(fastifyStatic, {
    root,
    cacheControl: false,
    dotfiles: 'ignore',
    allowedPath: (path) => isInside(root, path),
    setHeaders: (response, path) => {
      // The page must be fresh after an update; the files it names carry a hash and are asked for again anyway.
      response.header('cache-control', path.endsWith('.html') ? 'no-store' : 'no-cache');
    },
  });
}

/** The one answer to whatever is not there, forbidden or malformed: which of them is nobody's business. */
export function answerNotFound(reply: FastifyReply): FastifyReply {
  return answer(reply, 404, 'notFound', 'There is no such file.');
}

const NOT_BUILT =
  'The page has not been built yet: stop, run "npm run build" and start again. Mining goes on meanwhile.';

function answer(reply: FastifyReply, status: number, error: string, message: string): FastifyReply {
  return reply.code(status).header('cache-control', 'no-store').send({ error, message });
}

/** False for links that lead out of `root`, and for backslashes and NUL, which some systems read as more than a name. */
function isInside(root: string, path: string): boolean {
  if (/[\\\0]/.test(path)) return false;
  try {
    const real = realpathSync(join(root, path));
    return real === root || real.startsWith(root + sep);
  } catch {
    return false;
  }
}

function isClientError(error: unknown): boolean {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  return status >= 400 && status < 500;
}
