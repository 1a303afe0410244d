namespace Trestle.Stages.WriteCode.Steps;

/// <summary>A column of 1 and 0 a category.</summary>
internal sealed class OneHotTemplate() : StepTemplate<OneHot, FittedOneHot>(OneHot.Name, Source, StepFiles.Categories)
{
    private const string Source = """
        namespace Training.Steps;

        /// <summary>
        /// Turns a text column into columns x=category of 1 and 0, one for each frequent category. What is rare, unseen or missing gives
        /// 0 everywhere unless it has a column of its own, x=other or x=missing.
        /// </summary>
        internal sealed class OneHot(int maxCategories, double minFrequency, bool other, bool missing, params string[] columns) : IStep
        {
            private readonly Dictionary<string, string[]> learned = [];

            public void Learn(Table train)
            {
                foreach (var column in columns)
                {
                    learned[column] =
                    [
                        .. Categories.ByFrequency(train.Texts(column))
                            .TakeWhile(category => category.Rows >= minFrequency * train.Rows)
                            .Select(category => category.Text)
                            .Where(text => !(other && text == "other") && !(missing && text == "missing"))
                            .Take(maxCategories)
                            .Order(StringComparer.Ordinal),
                    ];
                }
            }

            public Table Apply(Table rows)
            {
                var table = rows.Without(columns);
                foreach (var column in columns)
                {
                    string[] outputs = [.. learned[column], .. other ? ["other"] : Array.Empty<string>(), .. missing ? ["missing"] : Array.Empty<string>()];
                    var places = outputs.Select((output, place) => (output, place)).ToDictionary(entry => entry.output, entry => entry.place, StringComparer.Ordinal);
                    var codes = Array.ConvertAll(rows.Texts(column), text =>
                        text is null ? (missing ? outputs.Length - 1 : -1)
                        : places.TryGetValue(text, out var place) ? place
                        : other ? learned[column].Length : -1);

                    for (var place = 0; place < outputs.Length; place++)
                    {
                        table = table.With($"{column}={outputs[place]}", Array.ConvertAll(codes, code => code == place ? 1.0 : 0.0));
                    }
                }

                return table;
            }
        }
        """;

    /// <inheritdoc/>
    protected override IEnumerable<string> Arguments(OneHot step, FittedOneHot fitted) =>
    [
        $"maxCategories: {step.MaxCategories}",
        $"minFrequency: {Literal.Number(step.MinFrequency)}",
        Literal.Named("other", step.Other),
        Literal.Named("missing", step.Missing),
        .. Literal.Texts(fitted.Columns.Select(encoded => encoded.Column)),
    ];
}
