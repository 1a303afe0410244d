namespace Trestle.Stages.WriteCode.Steps;

/// <summary>Files of a program that several steps share.</summary>
internal static class StepFiles
{
    /// <summary>What all steps have in common.</summary>
    public static CodeFile Step { get; } = new("Steps/IStep.cs", """
        namespace Training.Steps;

        /// <summary>One way to change the columns of a table. It learns from the training rows alone.</summary>
        internal interface IStep
        {
            /// <summary>Learns from the training rows, when there is something to learn.</summary>
            void Learn(Table train)
            {
            }

            /// <summary>Changes rows that were not learned from.</summary>
            Table Apply(Table rows);

            /// <summary>Changes the training rows; differs where a step learns from the label, so that no row sees its own.</summary>
            Table ApplyToTraining(Table train) => Apply(train);
        }
        """);

    /// <summary>Texts by frequency.</summary>
    public static CodeFile Categories { get; } = new("Steps/Categories.cs", """
        namespace Training.Steps;

        /// <summary>The texts of a column.</summary>
        internal static class Categories
        {
            /// <summary>The distinct texts and how many rows have each, the most frequent first, then in ordinal order.</summary>
            public static IEnumerable<(string Text, long Rows)> ByFrequency(string?[] texts)
            {
                var counts = new Dictionary<string, long>(StringComparer.Ordinal);
                foreach (var text in texts)
                {
                    if (text is not null)
                    {
                        counts[text] = counts.GetValueOrDefault(text) + 1;
                    }
                }

                return counts.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => (entry.Key, entry.Value));
            }
        }
        """);

    /// <summary>Mean and variance.</summary>
    public static CodeFile Moments { get; } = new("Steps/Moments.cs", """
        namespace Training.Steps;

        /// <summary>
        /// Mean and variance of the finite values of a column. Summed up fold by fold in pieces of 2048 rows and merged (Chan, Golub,
        /// LeVeque 1979), in the order in which Trestle does it, so that every bit is the same.
        /// </summary>
        internal sealed class Moments
        {
            private const int Piece = 2048;

            private readonly Sums all;

            public Moments(double[] values, int[] folds)
            {
                for (var from = 0; from < values.Length;)
                {
                    var fold = new Sums(0, 0, 0, double.NaN, double.NaN);
                    var end = from;
                    while (end < values.Length && folds[end] == folds[from])
                    {
                        end++;
                    }

                    for (; from < end; from += Piece)
                    {
                        fold = fold.And(Of(values.AsSpan(from, Math.Min(Piece, end - from))));
                    }

                    from = end;
                    all = all.And(fold);
                }
            }

            /// <summary>NaN without values.</summary>
            public double Mean => all.Count == 0 ? double.NaN : all.Min == all.Max ? all.Min : all.Mean;

            /// <summary>NaN without values.</summary>
            public double PopulationVariance => all.Count == 0 ? double.NaN : all.Min == all.Max ? 0 : all.Squares / all.Count;

            private static Sums Of(ReadOnlySpan<double> values)
            {
                var (count, sum, min, max) = (0L, 0.0, double.PositiveInfinity, double.NegativeInfinity);
                foreach (var value in values)
                {
                    if (double.IsFinite(value))
                    {
                        count++;
                        sum += value;
                        min = Math.Min(min, value);
                        max = Math.Max(max, value);
                    }
                }

                var (mean, squares) = (sum / count, 0.0);
                foreach (var value in values)
                {
                    squares += double.IsFinite(value) ? (value - mean) * (value - mean) : 0;
                }

                return new Sums(count, mean, squares, min, max);
            }

            private readonly record struct Sums(long Count, double Mean, double Squares, double Min, double Max)
            {
                public Sums And(Sums other)
                {
                    if (Count == 0 || other.Count == 0)
                    {
                        return Count == 0 ? other : this;
                    }

                    var total = Count + other.Count;
                    var apart = other.Mean - Mean;
                    return new Sums(
                        total,
                        Mean + (apart * other.Count / total),
                        Squares + (other.Squares + (apart * apart * ((double)Count * other.Count / total))),
                        Math.Min(Min, other.Min),
                        Math.Max(Max, other.Max));
                }
            }
        }
        """);

    /// <summary>Quantiles and mode.</summary>
    public static CodeFile Quantiles { get; } = new("Steps/Quantiles.cs", """
        namespace Training.Steps;

        /// <summary>
        /// How the finite values of a column are distributed. With more than 50,000 distinct values each counts as the middle of its
        /// bucket (512 to a power of two), at most 0.1 % away, as in Trestle, so that every bit is the same.
        /// </summary>
        internal sealed class Quantiles
        {
            private const int MostDistinct = 50_000;
            private const int DroppedBits = 52 - 9;

            private readonly double[] sorted;

            public Quantiles(double[] values)
            {
                sorted = [.. values.Where(double.IsFinite).Select(value => value + 0.0)];
                Array.Sort(sorted);
                if (sorted.Where((value, at) => at == 0 || value != sorted[at - 1]).Skip(MostDistinct).Any())
                {
                    sorted = Array.ConvertAll(sorted, Bucket);
                }
            }

            /// <summary>The value below which a share of the values lies, interpolated between neighbours; NaN without values.</summary>
            public double At(double share)
            {
                if (sorted.Length == 0)
                {
                    return double.NaN;
                }

                var rank = share * (sorted.Length - 1);
                var below = (int)Math.Floor(rank);
                var part = rank - below;
                var (low, high) = (sorted[below], sorted[Math.Min(below + 1, sorted.Length - 1)]);
                if (part == 0 || low == high)
                {
                    return low;
                }

                var apart = high - low;
                return double.IsInfinity(apart) ? (low * (1 - part)) + (high * part)
                    : part < 0.5 ? low + (apart * part)
                    : high - (apart * (1 - part));
            }

            /// <summary>The most frequent value, the smallest of several; NaN without values.</summary>
            public double Mode()
            {
                var (best, most) = (double.NaN, 0);
                for (int from = 0, to = 0; from < sorted.Length; from = to)
                {
                    while (to < sorted.Length && sorted[to] == sorted[from])
                    {
                        to++;
                    }

                    (best, most) = to - from > most ? (sorted[from], to - from) : (best, most);
                }

                return best;
            }

            private static double Bucket(double value)
            {
                var bits = BitConverter.DoubleToInt64Bits(value);
                return double.IsNormal(value) ? BitConverter.Int64BitsToDouble((bits >> DroppedBits << DroppedBits) | (1L << (DroppedBits - 1))) : 0;
            }
        }
        """);

    /// <summary>The reader of values: the very source that the row steps are compiled from, under the program's namespace.</summary>
    public static IReadOnlyList<CodeFile> Parsing { get; } = [Parser("ValueParser"), Parser("NumberReader"), Parser("DateReader")];

    private static CodeFile Parser(string name)
    {
        using var source = typeof(StepFiles).Assembly.GetManifestResourceStream($"Parsing/{name}.cs")
            ?? throw new InvalidOperationException($"the source of {name} is not among the resources");
        using var reader = new StreamReader(source);
        return new CodeFile($"Parsing/{name}.cs", reader.ReadToEnd().TrimEnd().Replace("namespace Trestle.Rows.Steps.Parsing;", "namespace Training.Parsing;", StringComparison.Ordinal));
    }
}
