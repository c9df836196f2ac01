"""Depth first with a stack of its own: white, grey and black nodes."""


def finished_order(nodes, edges):
    ahead = {node: [] for node in nodes}
    for source, target in edges:
        ahead[source].append(target)
    colour, order = {}, []
    for start in ahead:
        if start in colour:
            continue
        colour[start] = "grey"
        stack = [(start, iter(ahead[start]))]
        while stack:
            node, rest = stack[-1]
            following = next(((n,) for n in rest), None)
            if following is None:
                colour[node] = "black"
                order.append(node)
                stack.pop()
            elif colour.get(following[0]) == "grey":
                return None
            elif following[0] not in colour:
                colour[following[0]] = "grey"
                stack.append((following[0], iter(ahead[following[0]])))
    return order[::-1]


def is_feed_forward(edges):
    return finished_order({n: None for e in edges for n in e}, edges) is not None


def forward(inputs, edges, weights, biases):
    nodes = {n: None for n in [*inputs, *biases, *(n for e in edges for n in e)]}
    order = finished_order(nodes, edges)
    if order is None or len(edges) != len(weights):
        raise ValueError("not feed-forward, or the wrong number of weights")
    leaving = {node: [] for node in nodes}
    for weight, (source, target) in zip(weights, edges):
        leaving[source].append((weight, target))
    blank = next(iter(inputs.values())) * 0 if inputs else weights.sum() * 0
    sums = {node: blank + biases.get(node, 0) for node in nodes}
    values = {}
    for node in order:
        values[node] = inputs[node] if node in inputs else sums[node].tanh()
        for weight, target in leaving[node]:
            sums[target] = sums[target] + weight * values[node]
    return values
