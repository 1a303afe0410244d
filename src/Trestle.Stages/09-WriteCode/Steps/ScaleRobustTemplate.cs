namespace Trestle.Stages.WriteCode.Steps;

/// <summary>Median 0 and a range of 1.</summary>
internal sealed class ScaleRobustTemplate() : StepTemplate<RobustScale, FittedRobustScale>(RobustScale.Name, Source, StepFiles.Quantiles)
{
    private const string Source = """
        namespace Training.Steps;

        /// <summary>Gives number columns the median 0 and a range of 1 between two quantiles; columns without a range keep their scale.</summary>
        internal sealed class RobustScale(double low, double high, params string[] columns) : IStep
        {
            private readonly Dictionary<string, (double Center, double Scale)> learned = [];

            public void Learn(Table train)
            {
                foreach (var column in columns)
                {
                    var values = new Quantiles(train.Numbers(column));
                    var (center, scale) = (values.At(0.5), values.At(high) - values.At(low));
                    learned[column] = (double.IsFinite(center) ? center : 0, double.IsFinite(scale) && scale > 0 ? scale : 1);
                }
            }

            public Table Apply(Table rows) =>
                columns.Aggregate(rows, (table, column) => table.With(column, Array.ConvertAll(rows.Numbers(column), value => (value - learned[column].Center) / learned[column].Scale)));
        }
        """;

    /// <inheritdoc/>
    protected override IEnumerable<string> Arguments(RobustScale step, FittedRobustScale fitted) =>
    [
        $"low: {Literal.Number(step.Low)}",
        $"high: {Literal.Number(step.High)}",
        .. Literal.Texts(fitted.Columns.Select(scaling => scaling.Column)),
    ];
}
