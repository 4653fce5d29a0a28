// Leaves out an ONNX model's last step where that only reorders numbers: its readers find them in the packed order too.

import { PbfReader, PbfWriter } from "pbf";

// Numbers of fields in onnx.proto.
const MODEL_GRAPH = 7;
const GRAPH_NODE = 1;
const GRAPH_OUTPUT = 12;
const NODE = { input: 1, output: 2, operator: 4, attribute: 5 } as const;
const ATTRIBUTE_TEXT = 4;
const VALUE = { name: 1, type: 2 } as const;
const TYPE_TENSOR = 1;
const TENSOR_ELEMENT = 1;
/** The number of float32 among ONNX's data types. */
const FLOAT32 = 1;
/** The kind of a protobuf field that says its length. */
const WITH_LENGTH = 2;

/**
 * The same model, but each output that a last DepthToSpace (mode DCR) unpacks is, in float32, what that step reads. Bytes
 * that are no model are returned as they are.
 */
export function withPackedOutputs(model: Uint8Array): Uint8Array {
  try {
    return mapFields(model, MODEL_GRAPH, (graph) => {
      const nodes = fieldsOf(graph, GRAPH_NODE).map(readNode);
      const unpacked = fieldsOf(graph, GRAPH_OUTPUT).map(nameOf).filter(isUnpacked(nodes));
      const steps = new Set(unpacked.map((output) => unpackingOf(nodes, output)?.outputs[0]));
      const shorter = mapFields(graph, GRAPH_NODE, (bytes) => {
        const node = readNode(bytes);
        return steps.has(node.outputs[0]) ? identityNode(node) : bytes;
      });
      return mapFields(shorter, GRAPH_OUTPUT, (bytes) => {
        const name = nameOf(bytes);
        return unpacked.includes(name) ? floatsOfAnyShape(name) : bytes;
      });
    });
  } catch {
    return model;
  }
}

interface ModelNode {
  readonly inputs: string[];
  readonly outputs: string[];
  operator: string;
  /** The texts among its attributes: for DepthToSpace its mode. */
  readonly texts: string[];
}

function isUnpacked(nodes: readonly ModelNode[]): (output: string) => boolean {
  return (output) => unpackingOf(nodes, output) !== undefined;
}

/** The DepthToSpace that makes an output, directly or through an Identity; undefined where others need its result too. */
function unpackingOf(nodes: readonly ModelNode[], output: string): ModelNode | undefined {
  const maker = nodes.find(({ outputs }) => outputs[0] === output);
  if (maker?.operator === "Identity") return unpackingOf(nodes, maker.inputs[0]);
  const readers = nodes.filter(({ inputs }) => inputs.includes(output));
  const alone = readers.every(({ operator }) => operator === "Identity");
  const unpacks = maker?.operator === "DepthToSpace" && !maker.texts.includes("CRD");
  return unpacks && alone ? maker : undefined;
}

function readNode(bytes: Uint8Array): ModelNode {
  const node: ModelNode = { inputs: [], outputs: [], operator: "", texts: [] };
  return new PbfReader(bytes).readFields((tag, into, reader) => {
    if (tag === NODE.input) into.inputs.push(reader.readString());
    else if (tag === NODE.output) into.outputs.push(reader.readString());
    else if (tag === NODE.operator) into.operator = reader.readString();
    else if (tag === NODE.attribute) into.texts.push(...textsOf(reader.readBytes()));
  }, node);
}

function textsOf(attribute: Uint8Array): string[] {
  return fieldsOf(attribute, ATTRIBUTE_TEXT).map((text) => new TextDecoder().decode(text));
}

function nameOf(value: Uint8Array): string {
  const names = fieldsOf(value, VALUE.name);
  return names.map((name) => new TextDecoder().decode(name)).join();
}

/** The runtime removes it. */
function identityNode({ inputs, outputs }: ModelNode): Uint8Array {
  const writer = new PbfWriter();
  writer.writeStringField(NODE.input, inputs[0]);
  writer.writeStringField(NODE.output, outputs[0]);
  writer.writeStringField(NODE.operator, "Identity");
  return writer.finish();
}

function floatsOfAnyShape(name: string): Uint8Array {
  const tensor = new PbfWriter();
  tensor.writeVarintField(TENSOR_ELEMENT, FLOAT32);
  const type = new PbfWriter();
  type.writeBytesField(TYPE_TENSOR, tensor.finish());
  const value = new PbfWriter();
  value.writeStringField(VALUE.name, name);
  value.writeBytesField(VALUE.type, type.finish());
  return value.finish();
}

/** The contents of all fields with the same number, which say their length. */
function fieldsOf(message: Uint8Array, tag: number): Uint8Array[] {
  return new PbfReader(message).readFields<Uint8Array[]>((own, into, reader) => {
    if (own === tag) into.push(reader.readBytes());
  }, []);
}

/**
 * A message with some of its fields replaced; what stays is copied byte by byte.
 *
 * @throws {RangeError} when the message ends within a field.
 */
function mapFields(
  message: Uint8Array,
  tag: number,
  replace: (content: Uint8Array) => Uint8Array,
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
    const head = new PbfWriter();
    head.writeVarint(key);
    head.writeVarint(replaced.length);
    parts.push(message.subarray(copied, start), head.finish(), replaced);
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
