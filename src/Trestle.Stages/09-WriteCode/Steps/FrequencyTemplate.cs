namespace Trestle.Stages.WriteCode.Steps;

/// <summary>The share of a category.</summary>
internal sealed class FrequencyTemplate() : StepTemplate<FrequencyEncode, FittedFrequencyEncode>(FrequencyEncode.Name, Source, StepFiles.Categories)
{
    private const string Source = """
        namespace Training.Steps;

        /// <summary>Adds a column x.frequency: the share of the training rows that have the row's category; 0 for an unseen one.</summary>
        internal sealed class FrequencyEncode(bool keepSource, params string[] columns) : IStep
        {
            private readonly Dictionary<string, Dictionary<string, double>> learned = [];

            public void Learn(Table train)
            {
                foreach (var column in columns)
                {
                    learned[column] = Categories.ByFrequency(train.Texts(column))
                        .ToDictionary(category => category.Text, category => (double)category.Rows / train.Rows, StringComparer.Ordinal);
                }
            }

            public Table Apply(Table rows)
            {
                var table = keepSource ? rows : rows.Without(columns);
                return columns.Aggregate(table, (changed, column) => changed.With($"{column}.frequency", Array.ConvertAll(rows.Texts(column), text => Share(text, learned[column]))));
            }

            private static double Share(string? text, Dictionary<string, double> shares) => text is null ? double.NaN : shares.GetValueOrDefault(text);
        }
        """;

    /// <inheritdoc/>
    protected override IEnumerable<string> Arguments(FrequencyEncode step, FittedFrequencyEncode fitted) =>
    [
        Literal.Named("keepSource", fitted.KeepSource),
        .. Literal.Texts(fitted.Columns.Select(encoded => encoded.Column)),
    ];
}
