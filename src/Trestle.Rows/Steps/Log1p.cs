using Trestle.Core.Configuration;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>Replaces numbers x by the natural logarithm of 1 + x, so that a long tail does not rule what is learned.</summary>
public sealed record Log1p : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "log1p";

    /// <inheritdoc/>
    [Setting("Number columns to take the logarithm of (default: all).", Example = "[income]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Whether the logarithm is that of 1 + |x|, with the sign of x.</summary>
    [Setting("Whether to use sign(x) * log(1 + |x|); otherwise -1 and below become missing.", Example = "true")]
    public bool Signed { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) =>
        new FittedLog1p(ColumnChoice.Of(ColumnKind.Number, Columns, input, Name), Signed);
}

/// <summary>A fitted <see cref="Log1p"/>; NaN stays NaN.</summary>
public sealed record FittedLog1p(IReadOnlyList<string> Columns, bool Signed) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(has).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, Log1p.Name);
        foreach (var column in Columns)
        {
            var position = binder.Find(column, ColumnKind.Number);
            binder.Replace(position, ColumnKind.Number, block => Logarithms(block.Numbers(position), Signed));
        }

        return binder.Done();
    }

    private static double[] Logarithms(ReadOnlySpan<double> values, bool signed)
    {
        var logarithms = GC.AllocateUninitializedArray<double>(values.Length);
        for (var i = 0; i < logarithms.Length; i++)
        {
            var value = values[i];
            logarithms[i] = signed ? Math.CopySign(LogOf1Plus(Math.Abs(value)), value)
                : value > -1 ? LogOf1Plus(value)
                : double.NaN; // the logarithm of 0 is infinite, which no learner takes
        }

        return logarithms;
    }

    /// <summary>
    /// The logarithm of 1 + x without the loss of digits for small x, by Kahan's formula (D. Goldberg, What Every Computer Scientist Should
    /// Know About Floating-Point Arithmetic, 1991, theorem 4).
    /// </summary>
    private static double LogOf1Plus(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : double.IsFinite(sum) ? Math.Log(sum) * (x / (sum - 1)) : Math.Log(sum);
    }
}
