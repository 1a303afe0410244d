using Trestle.Core.Errors;

namespace Trestle.Learners.Linear;

/// <summary>
/// Minimises Σ loss + ½·l2·‖weights‖² over weights and intercepts (the intercepts are free). Newton's method with a line search; its
/// linear systems are solved by conjugate gradients only as exactly as the step deserves, preconditioned by the Cholesky factor of
/// curvature·X'WX + l2·I, W the weights of the rows, or by the diagonal of that where X'X would be too large. For the
/// squared loss that factor is the exact answer, so
/// this is the normal equations and a refinement.
/// (Nocedal, Wright: Numerical Optimization, 2nd edition, 7.1, algorithm 5.2.)
/// </summary>
/// <remarks>A point holds, output by output, the weights and then the intercept (for features with mean 0).</remarks>
internal sealed class PenalisedFit
{
    private const int MaxSteps = 200;
    private const int MaxInnerSteps = 500;

    /// <summary>
    /// A step that promises less than this share of the first loss is the last one; the next would gain about its square.
    /// </summary>
    private const double Enough = 1e-11;

    /// <summary>A squared gradient of this size is only rounding.</summary>
    private const double Rounding = 1e-28;

    private readonly DesignMatrix x;
    private readonly ILoss loss;
    private readonly double[][] gram;
    private readonly double[]? squares;
    private readonly double l2;
    private readonly string learner;
    private readonly CancellationToken cancellation;

    private readonly double[] point;
    private readonly double[][] margins;
    private readonly double[][] rows;
    private double curvature;
    private double factoredAt;
    private Cholesky? factor;

    /// <summary>A fit.</summary>
    /// <param name="x">The features.</param>
    /// <param name="gram">X'WX, its lower triangle; empty to do without.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="l2">The penalty.</param>
    /// <param name="learner">Name of the learner, for errors.</param>
    /// <param name="cancellation">Ends the fit early.</param>
    public PenalisedFit(DesignMatrix x, double[][] gram, ILoss loss, double l2, string learner, CancellationToken cancellation)
    {
        this.x = x;
        this.gram = gram;
        squares = gram.Length == x.Columns ? null : x.Squares(cancellation);
        this.loss = loss;
        this.l2 = l2;
        this.learner = learner;
        this.cancellation = cancellation;
        point = new double[loss.Outputs * (x.Columns + 1)];
        margins = [.. Enumerable.Range(0, loss.Outputs).Select(_ => new double[x.Rows])];
        rows = [.. Enumerable.Range(0, loss.Outputs).Select(_ => new double[x.Rows])];
        for (var k = 0; k < loss.Outputs; k++)
        {
            point[Intercept(k)] = loss.Start;
            Array.Fill(margins[k], loss.Start);
        }
    }

    /// <summary>The point of the minimum.</summary>
    public double[] Run()
    {
        var first = loss.Value(margins);
        var start = 0.0;
        for (var step = 0; step < MaxSteps; step++)
        {
            loss.MoveTo(margins);
            curvature = Math.Max(loss.Curvature(), 1e-10);
            var gradient = Gradient();
            var length = PreconditionedLength(gradient);
            start = step == 0 ? length : start;
            if (length * length <= Rounding * first)
            {
                return point;
            }

            var direction = Direction(gradient, Math.Clamp(length / start, 1e-8, 0.1));
            var promise = -Vectors.Dot(gradient, direction);
            Move(direction, promise, first);
            if (promise <= Enough * first)
            {
                return point;
            }
        }

        throw new TrestleException(MetricErrors.NotConverged(learner, MaxSteps));
    }

    private int Intercept(int output) => (output * (x.Columns + 1)) + x.Columns;

    private Memory<double> Weights(double[] of, int output) => of.AsMemory(output * (x.Columns + 1), x.Columns);

    private double[] Gradient()
    {
        loss.Slope(rows);
        return BackFromRows(point);
    }

    /// <summary>X'·rows + l2·weights of <paramref name="of"/>, for every output.</summary>
    private double[] BackFromRows(double[] of)
    {
        var result = new double[point.Length];
        for (var k = 0; k < loss.Outputs; k++)
        {
            var weights = Weights(result, k);
            x.MultiplyTransposed(rows[k], weights, cancellation);
            Vectors.Add(weights.Span, l2, Weights(of, k).Span);
            foreach (var value in rows[k])
            {
                result[Intercept(k)] += value;
            }
        }

        return result;
    }

    private void ToRows(double[] of)
    {
        for (var k = 0; k < loss.Outputs; k++)
        {
            x.Multiply(Weights(of, k), of[Intercept(k)], rows[k], cancellation);
        }
    }

    /// <summary>The second derivative's product with a direction.</summary>
    private double[] Hessian(double[] direction)
    {
        ToRows(direction);
        loss.Bend(rows);
        return BackFromRows(direction);
    }

    private double PreconditionedLength(double[] gradient) =>
        Math.Sqrt(Math.Max(0, Vectors.Dot(gradient, Precondition(gradient))));

    private double[] Precondition(double[] of)
    {
        if (squares is not null)
        {
            factoredAt = curvature;
        }
        else if (factor is null || curvature < factoredAt / 4 || curvature > factoredAt * 4)
        {
            factor = new Cholesky(gram, curvature, l2, cancellation);
            factoredAt = curvature;
        }

        var result = (double[])of.Clone();
        for (var k = 0; k < loss.Outputs; k++)
        {
            Solve(Weights(result, k).Span);
            result[Intercept(k)] /= factoredAt * x.Total;
        }

        if (loss.Outputs > 1)
        {
            CentreIntercepts(result);
        }

        return result;
    }

    private void Solve(Span<double> weights)
    {
        if (squares is null)
        {
            factor!.Solve(weights);
            return;
        }

        for (var column = 0; column < weights.Length; column++)
        {
            weights[column] /= (factoredAt * squares[column]) + l2;
        }
    }

    /// <summary>Only the differences between the classes' intercepts count; without this rounding would let their mean drift.</summary>
    private void CentreIntercepts(double[] of)
    {
        var mean = Enumerable.Range(0, loss.Outputs).Average(k => of[Intercept(k)]);
        for (var k = 0; k < loss.Outputs; k++)
        {
            of[Intercept(k)] -= mean;
        }
    }

    /// <summary>Solves Hessian·direction = −gradient until the residual is <paramref name="tolerance"/> of the gradient.</summary>
    private double[] Direction(double[] gradient, double tolerance)
    {
        var direction = new double[point.Length];
        var rest = Array.ConvertAll(gradient, value => -value);
        var solved = Precondition(rest);
        var search = (double[])solved.Clone();
        var square = Vectors.Dot(rest, solved);
        var enough = tolerance * tolerance * square;
        for (var step = 0; step < MaxInnerSteps && square > enough; step++)
        {
            var bent = Hessian(search);
            var curve = Vectors.Dot(search, bent);
            if (!(curve > 0))
            {
                break;
            }

            Vectors.Add(direction, square / curve, search);
            Vectors.Add(rest, -square / curve, bent);
            solved = Precondition(rest);
            var next = Vectors.Dot(rest, solved);
            for (var i = 0; i < search.Length; i++)
            {
                search[i] = solved[i] + (next / square * search[i]);
            }

            square = next;
        }

        return direction;
    }

    /// <summary>Moves along the direction as far as the objective falls (Armijo's rule), nearly always by a full step.</summary>
    private void Move(double[] direction, double promise, double first)
    {
        ToRows(direction);
        var before = Objective();
        var rounding = 1e-12 * Math.Max(before, first);
        for (var length = 1.0; length > 1e-20; length /= 2)
        {
            Shift(direction, length);
            if (Objective() <= before - (1e-4 * length * promise) + rounding)
            {
                return;
            }

            Shift(direction, -length);
        }

        throw new TrestleException(MetricErrors.NotConverged(learner, MaxSteps));
    }

    private void Shift(double[] direction, double length)
    {
        Vectors.Add(point, length, direction);
        for (var k = 0; k < loss.Outputs; k++)
        {
            Vectors.Add(margins[k], length, rows[k]);
        }
    }

    private double Objective()
    {
        var penalty = 0.0;
        for (var k = 0; k < loss.Outputs; k++)
        {
            var weights = Weights(point, k).Span;
            penalty += Vectors.Dot(weights, weights);
        }

        return loss.Value(margins) + (l2 / 2 * penalty);
    }
}
