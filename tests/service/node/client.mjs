// The service from Node.js: node client.mjs PROTO_FOLDER HOST:PORT PHOTO. Prints one JSON object.
import { readFileSync } from 'node:fs';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const [protos, address, photo] = process.argv.slice(2);
const definition = loader.loadSync('certphoto/v1/photo_service.proto', { includeDirs: [protos], enums: String, keepCase: true, oneofs: true });
const { certphoto } = grpc.loadPackageDefinition(definition);
const client = new certphoto.v1.PhotoService(address, grpc.credentials.createInsecure(), { 'grpc.max_receive_message_length': -1 });

const call = (request) => new Promise((done) => client.Process(request, (error, response) => done({ error, response })));

// Errors carry their details.
const wrong = await call({ photo: Buffer.alloc(0) });
const details = wrong.error.metadata.get('grpc-status-details-bin')[0].toString('latin1');

const { error, response } = await call({ request_id: 'node-1', photo: readFileSync(photo), pipeline: 'studio' });
if (error) throw error;

// Many photos over one stream: no more unanswered than the window.
const stream = client.ProcessStream();
const ids = await new Promise((done, failed) => {
  const total = 30, seen = [];
  let sent = 0, window = 0;
  const fill = () => {
    while (sent < total && sent - seen.length < window) stream.write({ id: String(sent++), request: { photo: Buffer.from('no photo') } });
    if (sent === total) stream.end();
  };
  stream.on('data', (answer) => {
    if (answer.body === 'window') window = answer.window;
    else seen.push(answer.id);
    if (!stream.writableEnded) fill();
  });
  stream.on('end', () => done(seen));
  stream.on('error', failed);
});

console.log(JSON.stringify({
  wrong_code: wrong.error.code, names_the_field: details.includes('BadRequest') && details.includes('photo'), outcome: response.outcome,
  request_id: response.request_id, bytes: response.finished_photo.length, findings: response.findings.length, answered: new Set(ids).size,
}));
client.close();
