"""Values for NetworkReferenceTests: a small network with Mish units in double precision, its slopes by central differences, and three steps
of AdamW as its authors write it (Loshchilov, Hutter 2019, algorithm 2).

Run: /usr/bin/python3 bench/peers/network_numpy.py
"""
import numpy
from scipy.special import log_softmax

INPUTS, HIDDEN, OUTPUTS, ROWS, SMOOTHING = 3, 8, 3, 5, 0.1


def numbers(count, step, size):
    return size * numpy.sin(1 + step * numpy.arange(count))


def show(name, values):
    print(name, ", ".join(f"{value:.9g}" for value in numpy.ravel(values)))


x = numbers(ROWS * INPUTS, 0.9, 1.5).reshape(ROWS, INPUTS)
y = numpy.arange(ROWS) % OUTPUTS
layers = [
    [numbers(inputs * units, 0.7, 0.8).reshape(inputs, units), numbers(units, 1.3, 0.3)]
    for inputs, units in ((INPUTS, HIDDEN), (HIDDEN, HIDDEN), (HIDDEN, OUTPUTS))]


def outputs():
    values = x
    for number, (weight, bias) in enumerate(layers):
        values = values @ weight + bias
        values = values * numpy.tanh(numpy.log1p(numpy.exp(values))) if number < 2 else values
    return values


def loss():
    wanted = numpy.eye(OUTPUTS)[y] * (1 - SMOOTHING) + SMOOTHING / OUTPUTS
    return -(wanted * log_softmax(outputs(), axis=1)).sum(axis=1).mean()


def slope(array, at, distance=1e-5):
    value = array[at]
    array[at] = value + distance
    high = loss()
    array[at] = value - distance
    low = loss()
    array[at] = value
    return (high - low) / (2 * distance)


show("outputs", outputs())
show("loss", loss())
for number, (weight, bias) in enumerate(layers):
    show(f"slopes by row 2 of the weights {number}", [slope(weight, (2, unit)) for unit in range(weight.shape[1])])
    show(f"slopes by the biases {number}", [slope(bias, unit) for unit in range(len(bias))])

weights, first, second = numbers(8, 0.7, 0.8), numpy.zeros(8), numpy.zeros(8)
rate, one, two, decay = 0.05, 0.9, 0.95, 0.4
for step in range(3):
    gradient = numbers(8, 0.5 + step, 0.2)
    first, second = one * first + (1 - one) * gradient, two * second + (1 - two) * gradient ** 2
    mean, square = first / (1 - one ** (step + 1)), second / (1 - two ** (step + 1))
    weights = weights - rate * (mean / (numpy.sqrt(square) + 1e-8) + decay * weights)
show("after three steps", weights)
