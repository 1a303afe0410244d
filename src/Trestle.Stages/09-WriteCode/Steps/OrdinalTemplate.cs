namespace Trestle.Stages.WriteCode.Steps;

/// <summary>Codes of categories.</summary>
internal sealed class OrdinalTemplate() : StepTemplate<OrdinalEncode, FittedOrdinalEncode>(OrdinalEncode.Name, Source, StepFiles.Categories)
{
    private const string Source = """
        namespace Training.Steps;

        /// <summary>
        /// Replaces texts by whole numbers, 0 for the most frequent category. An unseen category is "no value", or a code of its own.
        /// </summary>
        internal sealed class OrdinalEncode(bool codeForUnseen, params string[] columns) : IStep
        {
            private readonly Dictionary<string, Dictionary<string, int>> learned = [];

            public void Learn(Table train)
            {
                foreach (var column in columns)
                {
                    learned[column] = Categories.ByFrequency(train.Texts(column))
                        .Select((category, code) => (category.Text, code))
                        .ToDictionary(entry => entry.Text, entry => entry.code, StringComparer.Ordinal);
                }
            }

            public Table Apply(Table rows) => columns.Aggregate(rows, (table, column) => table.With(column, Array.ConvertAll(rows.Texts(column), text => Code(text, learned[column]))));

            private double Code(string? text, Dictionary<string, int> codes) =>
                text is null ? double.NaN : codes.TryGetValue(text, out var code) ? code : codeForUnseen ? codes.Count : double.NaN;
        }
        """;

    /// <inheritdoc/>
    protected override IEnumerable<string> Arguments(OrdinalEncode step, FittedOrdinalEncode fitted) =>
    [
        Literal.Named("codeForUnseen", fitted.Unseen == UnseenAs.Code),
        .. Literal.Texts(fitted.Columns.Select(encoded => encoded.Column)),
    ];
}
