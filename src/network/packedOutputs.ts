// Leaves out an ONNX model's last step where that only reorders numbers: its readers find them in the packed order too.

import {
  fieldsOf,
  floatValue,
  GRAPH,
  identityNode,
  MODEL_GRAPH,
  type ModelNode,
  mapFields,
  nameOf,
  readNode,
} from "./onnxFields.ts";

/**
 * The same model, but each output that a last DepthToSpace (mode DCR) unpacks is, in float32, what that step reads. Bytes
 * that are no model are returned as they are.
 */
export function withPackedOutputs(model: Uint8Array): Uint8Array {
  try {
    return mapFields(model, MODEL_GRAPH, (graph) => {
      const nodes = fieldsOf(graph, GRAPH.node).map(readNode);
      const unpacked = fieldsOf(graph, GRAPH.output).map(nameOf).filter(isUnpacked(nodes));
      const steps = new Set(unpacked.map((output) => unpackingOf(nodes, output)?.outputs[0]));
      const shorter = mapFields(graph, GRAPH.node, (bytes) => {
        const { inputs, outputs } = readNode(bytes);
        return steps.has(outputs[0]) ? identityNode(inputs[0], outputs[0]) : bytes;
      });
      return mapFields(shorter, GRAPH.output, (bytes) => {
        const name = nameOf(bytes);
        return unpacked.includes(name) ? floatValue(name) : bytes;
      });
    });
  } catch {
    return model;
  }
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
  const unpacks = maker?.operator === "DepthToSpace" && maker.attributes.get("mode") !== "CRD";
  return unpacks && alone ? maker : undefined;
}
