using Trestle.Learners.Statistics;

namespace Trestle.Learners.Tuning;

/// <summary>
/// Bayesian optimisation by the tree-structured Parzen estimator (Bergstra, Bardenet, Bengio, Kégl 2011: Algorithms for hyper-parameter
/// optimization, NIPS 24), with joint kernels over all parameters (Falkner, Klein, Hutter 2018: BOHB, ICML). Where the density of the good
/// parameter sets, divided by that of the others, is greatest, the expected improvement is greatest. The same observations, seed and
/// number give the same parameters.
/// </summary>
/// <param name="space">The parameters that may be tuned.</param>
public sealed class TreeParzenEstimator(SearchSpace space)
{
    private const double GoodShare = 0.15;
    private const int MostGood = 25;
    private const int Drawn = 32;

    /// <summary>The width of the kernel of a single point, as a share of the range; more points are narrower.</summary>
    private const double Width = 0.15;
    private const double LeastWidth = 0.02;

    /// <summary>The next parameters to try; null when every point that was drawn has been tried.</summary>
    /// <param name="ranked">The parameters that were tried, the best first.</param>
    /// <param name="pending">Parameters that are being tried: their results are not known, so they are kept away from.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="number">The number of the trial, which makes its draws its own.</param>
    public Parameters? Suggest(IReadOnlyList<Parameters> ranked, IReadOnlyList<Parameters> pending, int seed, int number)
    {
        var random = new Random(unchecked((seed * 486187739) + number) & int.MaxValue);
        var points = ranked.Select(Position).ToArray();
        var good = Math.Clamp((int)Math.Ceiling(GoodShare * points.Length), Math.Min(2, points.Length), MostGood);
        var near = new Density(points[..good], space.Dimensions.Count);
        var far = new Density([.. points[good..], .. pending.Select(Position)], space.Dimensions.Count);
        var tried = ranked.Concat(pending).Select(parameters => parameters.ToString()).ToHashSet();
        var (best, bestRatio) = ((Parameters?)null, double.NegativeInfinity);
        for (var draw = 0; draw < Drawn; draw++)
        {
            var parameters = At(near.Draw(random));
            var position = Position(parameters);
            var ratio = near.Log(position) - far.Log(position);
            if (ratio > bestRatio && !tried.Contains(parameters.ToString()))
            {
                (best, bestRatio) = (parameters, ratio);
            }
        }

        return best;
    }

    private Parameters At(double[] position) => new(
        space.Dimensions.Select((dimension, i) => KeyValuePair.Create(dimension.Name, dimension.At(position[i]))));

    private double[] Position(Parameters parameters) =>
    [
        .. space.Dimensions.Select(dimension => Math.Clamp(dimension.Position(parameters.Get(dimension.Name, dimension.Default)), 0, 1)),
    ];

    /// <summary>
    /// A mixture of normal kernels around points of the unit cube, each cut off at its faces, and of the even density, which counts as one
    /// more point.
    /// </summary>
    private sealed class Density(double[][] points, int dimensions)
    {
        /// <summary>
        /// As the number of points demands (Scott), whatever their spread: a spread that has become small would shrink further.
        /// </summary>
        private readonly double width = WidthOf(points.Length, dimensions);

        /// <summary>
        /// For each point and dimension the logarithm of what a kernel is divided by, so that it has mass 1 inside the cube.
        /// </summary>
        private readonly double[][] masses = Array.ConvertAll(points, point => Masses(point, WidthOf(points.Length, dimensions)));

        public double[] Draw(Random random)
        {
            var chosen = random.Next(points.Length + 1);
            var drawn = new double[dimensions];
            for (var i = 0; i < dimensions; i++)
            {
                drawn[i] = chosen == points.Length ? random.NextDouble() : Inside(random, points[chosen][i], width);
            }

            return drawn;
        }

        /// <summary>The logarithm of the density, by the largest term, so that nothing underflows.</summary>
        public double Log(double[] at)
        {
            var terms = new double[points.Length + 1];
            for (var p = 0; p < points.Length; p++)
            {
                for (var i = 0; i < dimensions; i++)
                {
                    var z = (at[i] - points[p][i]) / width;
                    terms[p] -= (z * z / 2) + masses[p][i];
                }
            }

            var largest = terms.Max();
            return largest + Math.Log(terms.Sum(term => Math.Exp(term - largest)) / terms.Length);
        }

        private static double WidthOf(int points, int dimensions) =>
            Math.Max(LeastWidth, Width * Math.Pow(Math.Max(1, points), -1.0 / (dimensions + 4)));

        private static double[] Masses(double[] point, double width) => Array.ConvertAll(
            point, at => Math.Log(
                width * Math.Sqrt(2 * Math.PI) * (Gaussian.UpperTail(-at / width) - Gaussian.UpperTail((1 - at) / width))));

        /// <summary>A normal number between 0 and 1, by its distribution function.</summary>
        private static double Inside(Random random, double middle, double width)
        {
            var (low, high) = (Gaussian.UpperTail((1 - middle) / width), Gaussian.UpperTail(-middle / width));
            return Math.Clamp(middle + (width * Gaussian.CriticalValue(low + ((high - low) * random.NextDouble()))), 0, 1);
        }
    }
}
