namespace Trestle.Stages.WriteCode.Steps;

/// <summary>A value where there is none. Numbers come first, as the step itself adds their indicators first.</summary>
internal sealed class FillTemplate() : StepTemplate<Impute, FittedImpute>(Impute.Name, Source, StepFiles.Moments, StepFiles.Quantiles, StepFiles.Categories)
{
    private const string Source = """
        namespace Training.Steps;

        /// <summary>What takes the place of "no value".</summary>
        internal enum ImputeStrategy
        {
            Mean,
            Median,
            MostFrequent,
            Constant,
        }

        /// <summary>Puts a value where there is none; with an indicator, a column x.missing says where that was.</summary>
        internal sealed class Impute(ImputeStrategy strategy, bool indicator, double number, string? text, params string[] columns) : IStep
        {
            private readonly Dictionary<string, double> numbers = [];
            private readonly Dictionary<string, string?> texts = [];

            public Impute(ImputeStrategy strategy, bool indicator, params string[] columns)
                : this(strategy, indicator, double.NaN, null, columns)
            {
            }

            public void Learn(Table train)
            {
                foreach (var column in columns)
                {
                    if (train.IsText(column))
                    {
                        texts[column] = strategy == ImputeStrategy.MostFrequent ? Categories.ByFrequency(train.Texts(column)).FirstOrDefault().Text : text;
                    }
                    else
                    {
                        numbers[column] = strategy switch
                        {
                            ImputeStrategy.Mean => new Moments(train.Numbers(column), train.Folds).Mean,
                            ImputeStrategy.Median => new Quantiles(train.Numbers(column)).At(0.5),
                            ImputeStrategy.MostFrequent => new Quantiles(train.Numbers(column)).Mode(),
                            _ => number,
                        };
                    }
                }
            }

            public Table Apply(Table rows)
            {
                var table = rows;
                foreach (var column in columns)
                {
                    table = rows.IsText(column)
                        ? table.With(column, Array.ConvertAll(rows.Texts(column), value => value ?? texts[column]))
                        : table.With(column, Array.ConvertAll(rows.Numbers(column), value => double.IsNaN(value) ? numbers[column] : value));
                    if (indicator)
                    {
                        table = table.With($"{column}.missing", rows.IsText(column)
                            ? Array.ConvertAll(rows.Texts(column), value => value is null ? 1.0 : 0.0)
                            : Array.ConvertAll(rows.Numbers(column), value => double.IsNaN(value) ? 1.0 : 0.0));
                    }
                }

                return table;
            }
        }
        """;

    /// <inheritdoc/>
    protected override IEnumerable<string> Arguments(Impute step, FittedImpute fitted) =>
    [
        $"ImputeStrategy.{step.Strategy}",
        Literal.Named("indicator", fitted.Indicator),
        .. step.Strategy == ImputeStrategy.Constant ? [$"number: {Literal.Number(fitted.Numbers is [var first, ..] ? first.Value : double.NaN)}", $"text: {Literal.Text(step.Constant)}"] : Array.Empty<string>(),
        .. Literal.Texts([.. fitted.Numbers.Select(filled => filled.Column), .. fitted.Texts.Select(filled => filled.Column)]),
    ];
}
