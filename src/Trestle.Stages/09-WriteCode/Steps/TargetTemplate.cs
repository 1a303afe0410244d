namespace Trestle.Stages.WriteCode.Steps;

/// <summary>The mean label of a category, without the row's own fold.</summary>
internal sealed class TargetTemplate() : StepTemplate<TargetEncode, FittedTargetEncode>(TargetEncode.Name, Source)
{
    private const string Source = """
        namespace Training.Steps;

        /// <summary>
        /// Adds a column x.target: the mean label of the row's category, drawn towards the mean of all rows as if there were
        /// <paramref name="smoothing"/> more rows with that mean; with three classes or more, the share of each class. A training row is
        /// encoded by what the other folds say, so that its own label does not leak into its features.
        /// </summary>
        internal sealed class TargetEncode(double smoothing, int classes, bool keepSource, params string[] columns) : IStep
        {
            private readonly Dictionary<string, Encoding> learned = [];
            private readonly Dictionary<(string Column, int Fold), Encoding> withoutFold = [];

            private int Outputs => classes > 2 ? classes : 1;

            public void Learn(Table train)
            {
                foreach (var column in columns)
                {
                    var folds = Sum(train, column);
                    learned[column] = new Encoding(folds.Values, smoothing);
                    foreach (var fold in folds.Keys)
                    {
                        withoutFold[(column, fold)] = new Encoding(folds.Where(other => other.Key != fold).Select(other => other.Value), smoothing);
                    }
                }
            }

            public Table Apply(Table rows) => Encode(rows, (column, _) => learned[column]);

            public Table ApplyToTraining(Table train) => Encode(train, (column, row) => withoutFold[(column, train.Folds[row])]);

            private Table Encode(Table rows, Func<string, int, Encoding> encodings)
            {
                var table = keepSource ? rows : rows.Without(columns);
                foreach (var column in columns)
                {
                    var texts = rows.Texts(column);
                    for (var output = 0; output < Outputs; output++)
                    {
                        var values = new double[rows.Rows];
                        for (var row = 0; row < values.Length; row++)
                        {
                            values[row] = encodings(column, row).Mean(texts[row], output);
                        }

                        table = table.With(Outputs == 1 ? $"{column}.target" : $"{column}.target.{output}", values);
                    }
                }

                return table;
            }

            /// <summary>The sums of the labels, fold by fold.</summary>
            private SortedDictionary<int, Sums> Sum(Table train, string column)
            {
                var folds = new SortedDictionary<int, Sums>();
                var texts = train.Texts(column);
                for (var row = 0; row < train.Rows; row++)
                {
                    if (!folds.TryGetValue(train.Folds[row], out var sums))
                    {
                        folds[train.Folds[row]] = sums = new Sums(Outputs);
                    }

                    var label = train.Labels[row];
                    sums.Add(texts[row], Outputs > 1 ? (int)label : 0, Outputs > 1 ? 1 : label);
                }

                return folds;
            }

            /// <summary>Rows and sums of labels, over all rows and by text.</summary>
            private sealed class Sums(int outputs)
            {
                public double Rows { get; private set; }

                public double[] Values { get; } = new double[outputs];

                public Dictionary<string, Sums> ByText { get; } = new(StringComparer.Ordinal);

                public void Add(string? text, int output, double value)
                {
                    Rows++;
                    Values[output] += value;
                    if (text is not null)
                    {
                        Of(text).Add(null, output, value);
                    }
                }

                public void Add(Sums other)
                {
                    Rows += other.Rows;
                    for (var output = 0; output < outputs; output++)
                    {
                        Values[output] += other.Values[output];
                    }

                    foreach (var (text, sums) in other.ByText)
                    {
                        Of(text).Add(sums);
                    }
                }

                private Sums Of(string text) => ByText.TryGetValue(text, out var sums) ? sums : ByText[text] = new Sums(outputs);
            }

            /// <summary>The means of some folds.</summary>
            private sealed class Encoding
            {
                private readonly Dictionary<string, double[]> means;
                private readonly double[] priors;

                public Encoding(IEnumerable<Sums> folds, double smoothing)
                {
                    Sums? all = null;
                    foreach (var fold in folds)
                    {
                        (all ??= new Sums(fold.Values.Length)).Add(fold);
                    }

                    var total = all ?? throw new InvalidOperationException("encoding by the label needs two folds at least");
                    priors = Array.ConvertAll(total.Values, sum => sum / total.Rows);
                    means = total.ByText.ToDictionary(
                        entry => entry.Key,
                        entry => priors.Select((prior, output) => (entry.Value.Values[output] + (smoothing * prior)) / (entry.Value.Rows + smoothing)).ToArray(),
                        StringComparer.Ordinal);
                }

                public double Mean(string? text, int output) => text is not null && means.TryGetValue(text, out var own) ? own[output] : priors[output];
            }
        }
        """;

    /// <inheritdoc/>
    protected override IEnumerable<string> Arguments(TargetEncode step, FittedTargetEncode fitted) =>
    [
        $"smoothing: {Literal.Number(step.Smoothing)}",
        $"classes: {step.Classes}",
        Literal.Named("keepSource", fitted.KeepSource),
        .. Literal.Texts(fitted.Columns.Select(encoded => encoded.Column)),
    ];
}
