import { expect, test } from 'vitest';
import { ask } from '#lib/api/testing/client.ts';
import { GET, POST } from './route.ts';

process.env.DATABASE_URL ??= 'postgresql://unused';

test('whatever is not served is a problem like every other refusal', async () => {
  for (const reply of [await ask(GET, { path: '/paymnts' }), await ask(POST, { path: '/', body: {} })]) {
    expect(reply).toMatchObject({ status: 404, json: { code: 'not_found' } });
    expect(reply.headers.get('content-type')).toBe('application/problem+json');
    expect(reply.headers.get('request-id')).toBe(reply.json.request_id);
  }
});
