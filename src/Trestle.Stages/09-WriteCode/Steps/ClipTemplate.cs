namespace Trestle.Stages.WriteCode.Steps;

/// <summary>Bounds for numbers.</summary>
internal sealed class ClipTemplate() : StepTemplate<Clip, FittedClip>(Clip.Name, Source, StepFiles.Quantiles)
{
    private const string Source = """
        namespace Training.Steps;

        /// <summary>Moves numbers beyond a bound to the bound: a quantile of the training values, or a value. Null is no bound.</summary>
        internal sealed class Clip(bool quantiles, double? low, double? high, params string[] columns) : IStep
        {
            private readonly Dictionary<string, (double Low, double High)> bounds = [];

            public void Learn(Table train)
            {
                foreach (var column in columns)
                {
                    var values = quantiles ? new Quantiles(train.Numbers(column)) : null;
                    bounds[column] = (Bound(values, low, double.NegativeInfinity), Bound(values, high, double.PositiveInfinity));
                }
            }

            public Table Apply(Table rows) => columns.Aggregate(rows, (table, column) => table.With(column, Array.ConvertAll(rows.Numbers(column), value => Within(value, bounds[column]))));

            private static double Bound(Quantiles? values, double? bound, double none)
            {
                var found = bound is { } share && values is not null ? values.At(share) : bound ?? none;
                return double.IsNaN(found) ? none : found;
            }

            private static double Within(double value, (double Low, double High) bounds) => value < bounds.Low ? bounds.Low : value > bounds.High ? bounds.High : value;
        }
        """;

    /// <inheritdoc/>
    protected override IEnumerable<string> Arguments(Clip step, FittedClip fitted) =>
    [
        Literal.Named("quantiles", step.Bounds == ClipBounds.Quantiles),
        $"low: {Literal.Number(step.Low)}",
        $"high: {Literal.Number(step.High)}",
        .. Literal.Texts(fitted.Columns.Select(clipped => clipped.Column)),
    ];
}
