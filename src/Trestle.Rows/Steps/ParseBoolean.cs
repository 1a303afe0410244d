using Trestle.Core.Configuration;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Parsing;

namespace Trestle.Rows.Steps;

/// <summary>Reads texts as true (1) or false (0) (<see cref="ValueParser.TryBoolean"/>); anything else becomes "no value".</summary>
public sealed record ParseBoolean : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "parse-boolean";

    /// <inheritdoc/>
    [Setting("Text columns to parse as booleans (default: all).", Example = "[subscribed]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) => new FittedParseBoolean(ColumnChoice.OfTexts(Columns, input, Name));
}

/// <summary>A fitted <see cref="ParseBoolean"/>.</summary>
public sealed record FittedParseBoolean(IReadOnlyList<string> Columns) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(has).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input) => new StepBinder(input, ParseBoolean.Name)
        .ReplaceTexts(Columns, ColumnKind.Number, (block, position) => Parse(block.Texts(position)))
        .Done();

    private static double[] Parse(ReadOnlySpan<string?> texts)
    {
        var truths = GC.AllocateUninitializedArray<double>(texts.Length);
        var memory = texts.Length < TextMemory<double>.Enough ? null : new TextMemory<double>(Truth);
        for (var i = 0; i < texts.Length; i++)
        {
            truths[i] = texts[i] is not { } text ? double.NaN : memory?.Of(text) ?? Truth(text);
        }

        return truths;
    }

    private static double Truth(string text) => !ValueParser.TryBoolean(text, out var truth) ? double.NaN : truth ? 1 : 0;
}
