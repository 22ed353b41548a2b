// A program that uses the TLS transport, stops it, and must then end by itself.
import { createRoomCa } from '../../room/certificates.ts';
import { createTlsMember } from './tls-lab.ts';

const room = await createRoomCa('test room');
const near = await createTlsMember(room);
const far = await createTlsMember(room);
const listener = await far.listen((connection) => connection.onStream((stream) => void stream.end()));
const connection = await near.connect(listener.address, new AbortController().signal);
const stream = connection.openStream();
await stream.end();
await stream.read();
await Promise.all([near.stop(), far.stop()]);
console.log('stopped');
