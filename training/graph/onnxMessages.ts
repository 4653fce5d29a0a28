// The messages of onnx.proto that graphs here need, as tables of typed fields: one table writes and reads a message.

import { PbfReader, PbfWriter } from "pbf";

/** How one kind of value is written to and read from a protobuf field. */
interface Codec<T> {
  write(tag: number, value: T, writer: PbfWriter): void;
  read(reader: PbfReader): T;
}

/** One field of a message; `T` is the type of its value in memory. */
interface Field<T> {
  readonly tag: number;
  write(value: T, writer: PbfWriter): void;
  /** Takes the value read so far, because repeated fields arrive one element at a time. */
  read(before: T | undefined, reader: PbfReader): T;
}

type Fields = Readonly<Record<string, Field<unknown>>>;

/** A message in memory: every field may be absent. */
type Message<F extends Fields> = {
  readonly [K in keyof F]?: F[K] extends Field<infer T> ? T : never;
};

const integer: Codec<number> = {
  write: (tag, value, writer) => writer.writeVarintField(tag, value),
  read: (reader) => reader.readVarint(true),
};
const float: Codec<number> = {
  write: (tag, value, writer) => writer.writeFloatField(tag, value),
  read: (reader) => reader.readFloat(),
};
const text: Codec<string> = {
  write: (tag, value, writer) => writer.writeStringField(tag, value),
  read: (reader) => reader.readString(),
};
const bytes: Codec<Uint8Array> = {
  write: (tag, value, writer) => writer.writeBytesField(tag, value),
  read: (reader) => reader.readBytes(),
};

function one<T>(tag: number, codec: Codec<T>): Field<T> {
  return {
    tag,
    write: (value, writer) => codec.write(tag, value, writer),
    read: (_, reader) => codec.read(reader),
  };
}

function many<T>(tag: number, codec: Codec<T>): Field<readonly T[]> {
  return {
    tag,
    write: (values, writer) => {
      for (const value of values) codec.write(tag, value, writer);
    },
    read: (before, reader) => {
      // Appended in place: a training graph has thousands of nodes.
      const values = (before ?? []) as T[];
      values.push(codec.read(reader));
      return values;
    },
  };
}

/** A message as the value of another message's field. */
function nested<F extends Fields>(fields: F): Codec<Message<F>> {
  return {
    write: (tag, value, writer) =>
      writer.writeMessage(tag, (message, inner) => writeFields(fields, message, inner), value),
    read: (reader) => {
      const length = reader.readVarint();
      return readFields(fields, reader, reader.pos + length);
    },
  };
}

const DIMENSION = { value: one(1, integer), parameter: one(2, text) };
const SHAPE = { dimensions: many(1, nested(DIMENSION)) };
const TENSOR_TYPE = { elementType: one(1, integer), shape: one(2, nested(SHAPE)) };
const TYPE = { tensor: one(1, nested(TENSOR_TYPE)) };
const VALUE_INFO = { name: one(1, text), type: one(2, nested(TYPE)) };
const ATTRIBUTE = {
  name: one(1, text),
  float: one(2, float),
  integer: one(3, integer),
  text: one(4, text),
  integers: many(8, integer),
  /** `ATTRIBUTE_TYPES`. */
  type: one(20, integer),
};
const NODE = {
  inputs: many(1, text),
  outputs: many(2, text),
  operator: one(4, text),
  attributes: many(5, nested(ATTRIBUTE)),
};
const TENSOR = {
  dimensions: many(1, integer),
  /** `DATA_TYPES`. */
  dataType: one(2, integer),
  name: one(8, text),
  rawData: one(9, bytes),
};
const GRAPH = {
  nodes: many(1, nested(NODE)),
  name: one(2, text),
  initialisers: many(5, nested(TENSOR)),
  inputs: many(11, nested(VALUE_INFO)),
  outputs: many(12, nested(VALUE_INFO)),
};
const OPERATOR_SET = { version: one(2, integer) };
const METADATA = { key: one(1, text), value: one(2, text) };
const MODEL = {
  irVersion: one(1, integer),
  producer: one(2, text),
  graph: one(7, nested(GRAPH)),
  operatorSets: many(8, nested(OPERATOR_SET)),
  metadata: many(14, nested(METADATA)),
};

export type AttributeProto = Message<typeof ATTRIBUTE>;
export type NodeProto = Message<typeof NODE>;
export type TensorProto = Message<typeof TENSOR>;
export type ValueInfoProto = Message<typeof VALUE_INFO>;
export type ModelProto = Message<typeof MODEL>;

/** TensorProto.DataType */
export const DATA_TYPES = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
} as const;

/** AttributeProto.AttributeType */
export const ATTRIBUTE_TYPES = { float: 1, integer: 2, text: 3, integers: 7 } as const;

/** Writes an ONNX model. */
export function writeModelProto(model: ModelProto): Uint8Array {
  const writer = new PbfWriter();
  writeFields(MODEL, model, writer);
  return writer.finish();
}

/** Reads an ONNX model; fields that are not in the tables are skipped. @throws when the bytes are cut short. */
export function readModelProto(model: Uint8Array): ModelProto {
  return readFields(MODEL, new PbfReader(model), model.length);
}

function writeFields<F extends Fields>(fields: F, message: Message<F>, writer: PbfWriter): void {
  for (const [name, field] of Object.entries(fields)) {
    const value = message[name];
    if (value !== undefined) field.write(value, writer);
  }
}

function readFields<F extends Fields>(fields: F, reader: PbfReader, end: number): Message<F> {
  const known = new Map(
    Object.entries(fields).map(([name, field]) => [field.tag, { name, field }]),
  );
  const message: Record<string, unknown> = {};
  reader.readFields(
    (tag) => {
      const found = known.get(tag);
      if (found) message[found.name] = found.field.read(message[found.name], reader);
    },
    message,
    end,
  );
  return message as Message<F>;
}
