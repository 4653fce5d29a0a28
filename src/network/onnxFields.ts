// Reads and changes single fields of an ONNX model, without the rest of its format.

import { PbfReader, PbfWriter } from "pbf";

/** Numbers of fields in onnx.proto. */
export const MODEL_GRAPH = 7;
export const GRAPH = { node: 1, initializer: 5, input: 11, output: 12 } as const;
export const VALUE = { name: 1, type: 2 } as const;
export const TYPE_TENSOR = 1;
export const TENSOR_TYPE = { element: 1, shape: 2 } as const;
const NODE = { input: 1, output: 2, operator: 4, attribute: 5 } as const;
const ATTRIBUTE = { name: 1, number: 3, text: 4, numbers: 8 } as const;
/** The number of float32 among ONNX's data types. */
export const FLOAT32 = 1;
/** The kind of a protobuf field that says its length. */
const WITH_LENGTH = 2;

/** A step of a network. */
export interface ModelNode {
  readonly inputs: string[];
  readonly outputs: string[];
  operator: string;
  /** Its attributes by name: texts, whole numbers or lists of them. Others are left out. */
  readonly attributes: Map<string, string | readonly number[]>;
}

export function readNode(bytes: Uint8Array): ModelNode {
  const node: ModelNode = { inputs: [], outputs: [], operator: "", attributes: new Map() };
  return new PbfReader(bytes).readFields((tag, into, reader) => {
    if (tag === NODE.input) into.inputs.push(reader.readString());
    else if (tag === NODE.output) into.outputs.push(reader.readString());
    else if (tag === NODE.operator) into.operator = reader.readString();
    else if (tag === NODE.attribute) {
      const { name, value } = readAttribute(reader.readBytes());
      into.attributes.set(name, value);
    }
  }, node);
}

function readAttribute(bytes: Uint8Array) {
  const attribute = { name: "", value: [] as string | number[] };
  return new PbfReader(bytes).readFields((tag, into, reader) => {
    if (tag === ATTRIBUTE.name) into.name = reader.readString();
    else if (tag === ATTRIBUTE.text) into.value = reader.readString();
    else if (tag === ATTRIBUTE.number) into.value = [reader.readVarint(true)];
    else if (tag === ATTRIBUTE.numbers)
      into.value = [...into.value, ...numbersOf(reader)].map(Number);
  }, attribute);
}

/** A repeated number, packed or one of several. */
function numbersOf(reader: PbfReader): number[] {
  if (reader.type !== WITH_LENGTH) return [reader.readVarint(true)];
  return reader.readPackedVarint([], true);
}

/** A step that passes its input on. The runtime removes it. */
export function identityNode(from: string, to: string): Uint8Array {
  const writer = new PbfWriter();
  writer.writeStringField(NODE.input, from);
  writer.writeStringField(NODE.output, to);
  writer.writeStringField(NODE.operator, "Identity");
  return writer.finish();
}

/** The name of an input or output. */
export function nameOf(value: Uint8Array): string {
  const names = fieldsOf(value, VALUE.name);
  return names.map((name) => new TextDecoder().decode(name)).join();
}

/** An input or output of float32. @param dims a text is any size. Default: any number of any sizes. */
export function floatValue(name: string, dims?: readonly (number | string)[]): Uint8Array {
  const tensor = new PbfWriter();
  tensor.writeVarintField(TENSOR_TYPE.element, FLOAT32);
  if (dims !== undefined) tensor.writeBytesField(TENSOR_TYPE.shape, shapeOf(dims));
  const type = new PbfWriter();
  type.writeBytesField(TYPE_TENSOR, tensor.finish());
  const value = new PbfWriter();
  value.writeStringField(VALUE.name, name);
  value.writeBytesField(VALUE.type, type.finish());
  return value.finish();
}

/** Numbers of fields of a tensor's shape. */
export const SHAPE_DIMENSION = 1;
export const DIMENSION = { size: 1, name: 2 } as const;

function shapeOf(dims: readonly (number | string)[]): Uint8Array {
  const shape = new PbfWriter();
  for (const size of dims) {
    const dimension = new PbfWriter();
    if (typeof size === "number") dimension.writeVarintField(DIMENSION.size, size);
    else dimension.writeStringField(DIMENSION.name, size);
    shape.writeBytesField(SHAPE_DIMENSION, dimension.finish());
  }
  return shape.finish();
}

/** The contents of all fields with the same number, which say their length. */
export function fieldsOf(message: Uint8Array, tag: number): Uint8Array[] {
  return new PbfReader(message).readFields<Uint8Array[]>((own, into, reader) => {
    if (own === tag) into.push(reader.readBytes());
  }, []);
}

/**
 * A message with some of its fields replaced; what stays is copied byte by byte.
 *
 * @param replace gives the new content, the same one, or undefined for a field that is left out.
 * @throws {RangeError} when the message ends within a field.
 */
export function mapFields(
  message: Uint8Array,
  tag: number,
  replace: (content: Uint8Array) => Uint8Array | undefined,
): Uint8Array {
  const reader = new PbfReader(message);
  const parts: Uint8Array[] = [];
  let copied = 0;
  while (reader.pos < message.length) {
    const start = reader.pos;
    const key = reader.readVarint();
    if (key !== tag * 8 + WITH_LENGTH) {
      reader.skip(key);
      continue;
    }
    const content = reader.readBytes();
    const replaced = replace(content);
    if (replaced === content) continue;
    parts.push(message.subarray(copied, start));
    if (replaced !== undefined) {
      const head = new PbfWriter();
      head.writeVarint(key);
      head.writeVarint(replaced.length);
      parts.push(head.finish(), replaced);
    }
    copied = reader.pos;
  }
  if (reader.pos !== message.length) throw new RangeError("The message is incomplete.");
  if (copied === 0) return message;
  return joined([...parts, message.subarray(copied)]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
