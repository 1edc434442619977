// Compares every converted model with the model it was made from, run by somebody else's code: TensorFlow.js on
// its CPU backend for TensorFlow.js models, ONNX Runtime for ONNX models. Called by tests/models/oracle.sh.
//
//   node verify_tfjs.mjs ORIGINALS MODELS
//
// ORIGINALS is what `fetch.py --originals` wrote, MODELS the folder of the finished models. The packages are found
// from the current folder. Exits with 1 if any output differs by more than the tolerance.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

const TOLERANCE = 1e-3;

const require = createRequire(path.join(process.cwd(), 'package.json'));
const tf = require('@tensorflow/tfjs-core');
require('@tensorflow/tfjs-backend-cpu');
const { loadGraphModel } = require('@tensorflow/tfjs-converter');
const ort = require('onnxruntime-node');

const count = (shape) => shape.reduce((product, size) => product * size, 1);

/** Uniform numbers in [0, 1), the same in every run (mulberry32). */
function randomNumbers(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A drawn portrait: wall, shoulders, hair, face, eyes and mouth; enough of one to wake the networks for people. */
function portrait(u, v) {
  const inside = (x, y, width, height) => ((u - x) / width) ** 2 + ((v - y) / height) ** 2 < 1;
  if (inside(0.42, 0.42, 0.04, 0.018) || inside(0.58, 0.42, 0.04, 0.018)) return [0.12, 0.08, 0.07];
  if (inside(0.5, 0.58, 0.07, 0.018)) return [0.65, 0.3, 0.3];
  if (inside(0.5, 0.47, 0.17, 0.23)) return [0.87 - 0.2 * Math.abs(u - 0.5), 0.68, 0.57];
  if (inside(0.5, 0.4, 0.21, 0.25)) return [0.15, 0.11, 0.09];
  if (inside(0.5, 0.75, 0.09, 0.15)) return [0.8, 0.6, 0.5];
  if (inside(0.5, 1.1, 0.42, 0.33)) return [0.15, 0.2, 0.35 + 0.2 * (1 - v)];
  return [0.75 + 0.1 * u, 0.8, 0.88 - 0.1 * v];
}

/**
 * Inputs that reach different parts of a network, as functions of a place in the unit square and of a channel.
 * A pattern is made anew for each model, so that each sees the same noise.
 */
function patterns() {
  const random = randomNumbers(20240229);
  return {
    portrait: (u, v, channel) => portrait(u, v)[channel],
    noise: () => random(),
    smooth: (u, v, channel) => 0.5 + 0.3 * Math.sin(7 * u + 2 * channel) + 0.2 * Math.cos(11 * v - channel),
    black: () => 0,
    white: () => 1,
  };
}

function inputData({ shape, layout, range: [low, high] }, pattern) {
  const channelsFirst = layout === 'NCHW';
  const [height, width, channels] = channelsFirst ? [shape[2], shape[3], shape[1]] : shape.slice(1);
  const data = new Float32Array(count(shape));
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) {
      for (let c = 0; c < channels; ++c) {
        const i = channelsFirst ? (c * height + y) * width + x : (y * width + x) * channels + c;
        data[i] = low + (high - low) * pattern((x + 0.5) / width, (y + 0.5) / height, c);
      }
    }
  }
  return data;
}

/** The model and its weights read from disk, in the form loadGraphModel expects of a web server. */
async function openTfjs(folder, model) {
  const document = JSON.parse(await readFile(path.join(folder, model.source), 'utf8'));
  const paths = document.weightsManifest.flatMap((group) => group.paths);
  const weights = Buffer.concat(await Promise.all(paths.map((file) => readFile(path.join(folder, file)))));
  const network = await loadGraphModel({
    load: async () => ({
      modelTopology: document.modelTopology,
      weightSpecs: document.weightsManifest.flatMap((group) => group.weights),
      weightData: weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength),
    }),
  });
  return (data) => tf.tidy(() => {
    const input = tf.tensor(data, model.input.shape);
    const outputs = network.execute({ [model.input.node]: input }, model.outputs.map((output) => output.node));
    return (Array.isArray(outputs) ? outputs : [outputs]).map((tensor) => tensor.dataSync().slice());
  });
}

async function openOnnx(file, model) {
  const session = await ort.InferenceSession.create(file, { intraOpNumThreads: 1 });
  return async (data) => {
    const input = new ort.Tensor('float32', data, model.input.shape);
    const outputs = await session.run({ [model.input.name]: input });
    return model.outputs.map(({ name, shape }) => {
      if (outputs[name].dims.join() !== shape.join()) {
        throw new Error(`${model.id}: '${name}' is ${outputs[name].dims}, configs/models.yaml says ${shape}`);
      }
      return outputs[name].data;
    });
  };
}

/** The largest absolute difference, NaN-proof, and the largest magnitude it is seen against. */
function compare(expected, actual) {
  if (expected.length !== actual.length) return { difference: Infinity, magnitude: 0 };
  let difference = 0;
  let magnitude = 0;
  for (let i = 0; i < expected.length; ++i) {
    const d = Math.abs(expected[i] - actual[i]);
    difference = d <= difference ? difference : Number.isNaN(d) ? Infinity : d;
    magnitude = Math.max(magnitude, Math.abs(expected[i]));
  }
  return { difference, magnitude };
}

const [originals, finished] = process.argv.slice(2);
if (!finished) {
  console.error('usage: verify_tfjs.mjs ORIGINALS MODELS');
  process.exit(2);
}

await tf.setBackend('cpu');
await tf.ready();
let failures = 0;
console.log('model                 output          input      max |difference|   max |value|');
for (const model of JSON.parse(await readFile(path.join(originals, 'models.json'), 'utf8'))) {
  const reference = model.conversion === 'tfjs'
    ? await openTfjs(originals, model)
    : await openOnnx(path.join(originals, model.source), model);
  const converted = await openOnnx(path.join(finished, model.file), model);
  for (const [name, pattern] of Object.entries(patterns())) {
    const data = inputData(model.input, pattern);
    const expected = await reference(data);
    const actual = await converted(data);
    model.outputs.forEach((output, i) => {
      const { difference, magnitude } = compare(expected[i], actual[i]);
      const good = difference <= TOLERANCE;
      failures += good ? 0 : 1;
      console.log([model.id.padEnd(21), output.name.padEnd(15), name.padEnd(8),
        difference.toExponential(2).padStart(16), magnitude.toPrecision(4).padStart(13), good ? '' : 'TOO FAR'].join(' '));
    });
  }
}
if (failures) {
  console.error(`${failures} outputs differ by more than ${TOLERANCE}`);
  process.exit(1);
}
console.log(`every output is within ${TOLERANCE}`);
