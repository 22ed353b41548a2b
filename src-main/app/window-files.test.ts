import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTempDir } from './testing/temp-dir.ts';
import { openWindowFiles, parseUrlPath, type WindowFiles } from './window-files.ts';

async function setUp(): Promise<WindowFiles> {
  const dir = await makeTempDir();
  const [rendererDir, coversDir] = [join(dir, 'renderer'), join(dir, 'covers')];
  for (const path of [join(rendererDir, 'assets'), coversDir]) await mkdir(path, { recursive: true });
  await writeFile(join(rendererDir, 'index.html'), '<p>');
  await writeFile(join(rendererDir, 'assets/a.js'), 'js');
  await writeFile(join(coversDir, 'My Game.PNG'), 'png');
  await writeFile(join(dir, 'secret.txt'), 'secret');
  return openWindowFiles({ rendererDir, coversDir });
}

describe('openWindowFiles', () => {
  it.each([
    ['/', '<p>', 'text/html; charset=utf-8', 'no-cache'],
    ['/index.html', '<p>', 'text/html; charset=utf-8', 'no-cache'],
    ['/assets/a.js', 'js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/covers/My%20Game.PNG', 'png', 'image/png', 'no-cache'],
  ])('serves %s', async (path, text, type, cache) => {
    const file = await (await setUp()).read(path);
    expect(file?.bytes.toString()).toBe(text);
    expect(file?.headers).toEqual({ 'Content-Type': type, 'Cache-Control': cache });
  });

  it.each([
    '/missing.js',
    '/covers',
    '/covers/',
    '/covers/none.png',
    '/assets',
    '/../secret.txt',
    '/covers/../../secret.txt',
  ])('has no %s', async (path) => expect(await (await setUp()).read(path)).toBeNull());

  it('says how to build an interface that is missing', async () => {
    const dir = await makeTempDir();
    await expect(openWindowFiles({ rendererDir: dir, coversDir: dir })).rejects.toMatchObject({
      code: 'not-supported-yet',
      hint: expect.stringContaining('npm run build') as string,
    });
  });
});

describe('parseUrlPath', () => {
  it.each([
    '',
    'index.html',
    '//',
    '/a//b',
    '/..',
    '/a/../b',
    '/%2e%2e/b',
    '/..%2fb',
    '/a%5c..%5cb',
    '/a\\b',
    '/C:/x',
    '/a%00b',
    '/.hidden',
    '/%ff',
    '/file.txt::$DATA',
  ])('refuses %j', (path) => expect(parseUrlPath(path)).toBeNull());
});
