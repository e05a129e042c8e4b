import { describe, expect, test } from 'vitest';
import { prepareHeaders, requestedHost } from './headers.ts';

const PROXIES = ['10.0.0.0/8', '192.0.2.7', 'fd12::/16'];

describe('a peer that is no proxy of ours', () => {
  test('is the client, whatever its headers say', () => {
    const { headers, client } = prepareHeaders(
      '203.0.113.9',
      {
        'x-forwarded-for': '10.0.0.1',
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'https',
        'x-cross-peer': '127.0.0.1',
        'x-cross-anything': '1',
        'x-real-ip': '127.0.0.1',
        forwarded: 'for=127.0.0.1',
        'x-middleware-subrequest': 'middleware',
        accept: 'text/html',
      },
      PROXIES,
    );
    expect(client).toBe('203.0.113.9');
    expect(headers).toEqual({
      accept: 'text/html',
      'x-forwarded-for': '203.0.113.9',
      'x-cross-peer': '203.0.113.9',
    });
  });

  test('is not trusted for lying near a network of ours', () => {
    expect(prepareHeaders('11.0.0.1', { 'x-forwarded-for': '198.51.100.1' }, PROXIES).client).toBe(
      '11.0.0.1',
    );
  });

  test('nothing is trusted when no proxy is named', () => {
    expect(prepareHeaders('127.0.0.1', { 'x-forwarded-for': '198.51.100.1' }, []).client).toBe('127.0.0.1');
  });

  test('has one spelling, also when its socket is IPv6', () => {
    expect(prepareHeaders('::ffff:203.0.113.9', {}, []).client).toBe('203.0.113.9');
    expect(prepareHeaders('2001:DB8:0:0::1', {}, []).client).toBe('2001:db8::1');
    expect(prepareHeaders('fe80::1%eth0', {}, []).client).toBe('fe80::1');
    expect(prepareHeaders(undefined, {}, []).client).toBe('');
  });
});

describe('behind our proxies', () => {
  test.each([
    ['one proxy', '10.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['a client that forged the beginning', '10.0.0.1', '127.0.0.1, 203.0.113.9', '203.0.113.9'],
    ['two proxies', '10.0.0.1', '1.2.3.4, 203.0.113.9, 192.0.2.7', '203.0.113.9'],
    ['a client on our own network', '10.0.0.1', '10.0.0.9', '10.0.0.9'],
    ['an IPv4 proxy on an IPv6 socket', '::ffff:10.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['an IPv6 proxy', 'fd12::1', '2001:db8::5', '2001:db8::5'],
    ['an entry with a port', '10.0.0.1', '203.0.113.9:4711', '203.0.113.9'],
    ['an IPv6 entry with a port', '10.0.0.1', '[2001:db8::5]:4711', '2001:db8::5'],
    ['nonsense to the left', '10.0.0.1', 'unknown, 203.0.113.9', '203.0.113.9'],
    ['nonsense next to the proxy', '10.0.0.1', '203.0.113.9, unknown', '10.0.0.1'],
    ['an address in another notation', '10.0.0.1', '0x7f000001', '10.0.0.1'],
    ['an empty header', '10.0.0.1', '', '10.0.0.1'],
  ])('%s', (_case, peer, forwarded, client) => {
    const prepared = prepareHeaders(peer, { 'x-forwarded-for': forwarded }, PROXIES);
    expect(prepared.client).toBe(client);
    expect(prepared.headers['x-cross-peer']).toBe(client);
    expect(prepared.headers['x-forwarded-for']).toBe(client);
  });

  test('the forwarded host and protocol are believed, x-cross-* of its client is not', () => {
    const sent = {
      'x-forwarded-host': 'pay.example',
      'x-forwarded-proto': 'https',
      'x-cross-peer': '127.0.0.1',
    };
    const { headers } = prepareHeaders('10.0.0.1', sent, PROXIES);
    expect(headers['x-forwarded-proto']).toBe('https');
    expect(headers['x-cross-peer']).toBe('10.0.0.1');
    expect(requestedHost({ ...headers, host: 'inner' })).toBe('pay.example');
  });
});

test('the requested host is in lower case', () => {
  expect(requestedHost({ host: 'Pay.Example:8080' })).toBe('pay.example:8080');
  expect(requestedHost({})).toBe('');
});
