import { connectionFrom } from './peer-address.ts';

/**
 * Whether the browser that sent this came by TLS, so that its cookies need never go without: the public URL says so, or a proxy
 * that is believed.
 */
export function cameSecurely(request: Request, publicUrl: string | null): boolean {
  if (publicUrl !== null) return publicUrl.startsWith('https:');
  if (!connectionFrom(request).isBehindProxy) return new URL(request.url).protocol === 'https:';
  return request.headers.get('x-forwarded-proto')?.split(',')[0]?.trim().toLowerCase() === 'https';
}
