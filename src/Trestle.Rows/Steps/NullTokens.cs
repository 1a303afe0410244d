using Trestle.Core.Configuration;
using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Parsing;

namespace Trestle.Rows.Steps;

/// <summary>
/// Turns what stands for "no value" into no value: texts such as "N/A", numbers such as -999. A number counts whether it arrives
/// as a number or as text, so that a CSV and a JSON request with the same row give the same.
/// </summary>
public sealed record NullTokens : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "null-tokens";

    /// <inheritdoc/>
    [Setting("Text and number columns to check (default: all).", Example = "[income, city]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The texts that mean "no value".</summary>
    [Setting(
        "Texts that mean \"no value\"; case and surrounding white space are ignored.",
        Example = "[\"\", n/a, unknown]")]
    public IReadOnlyList<string> Tokens { get; init; } = Contract.DefaultNullTokens;

    /// <summary>The numbers that mean "no value".</summary>
    [Setting("Numbers that mean \"no value\".", Example = "[-999]")]
    public IReadOnlyList<double> Numbers { get; init; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) => new FittedNullTokens(
        ColumnChoice.OfAny(Columns, input, Name),
        [.. Tokens.Select(token => token.Trim()).Distinct(StringComparer.OrdinalIgnoreCase)],
        [.. Numbers.Concat(Tokens.Select(AsNumber)).Where(double.IsFinite).Distinct()]);

    private static double AsNumber(string token) => ValueParser.TryNumber(token, '.', out var number) ? number : double.NaN;
}

/// <summary>A fitted <see cref="NullTokens"/>; <paramref name="Numbers"/> holds the tokens that are numbers too.</summary>
public sealed record FittedNullTokens(
    IReadOnlyList<string> Columns, IReadOnlyList<string> Tokens, IReadOnlyList<double> Numbers) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(has).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var rule = new NoToken(new TokenSet(Tokens), [.. Numbers]);
        var numbers = Numbers.ToArray();
        var binder = new StepBinder(input, NullTokens.Name)
            .ReplaceTexts(Columns, ColumnKind.Text, (block, position) => TextRewriting.Rewrite(block, position, rule));
        foreach (var column in Columns)
        {
            var position = binder.Find(column, out var kind);
            if (kind == ColumnKind.Number && numbers.Length > 0)
            {
                binder.Replace(position, kind, block => Without(block.Numbers(position), numbers));
            }
        }

        return binder.Done();
    }

    private static double[] Without(ReadOnlySpan<double> values, ReadOnlySpan<double> sentinels)
    {
        var kept = values.ToArray();
        foreach (var sentinel in sentinels)
        {
            for (var i = 0; i < kept.Length; i++)
            {
                kept[i] = kept[i] == sentinel ? double.NaN : kept[i];
            }
        }

        return kept;
    }

    private readonly struct NoToken(TokenSet tokens, double[] numbers) : ITextRule
    {
        public bool Keeps(string text) => !tokens.Contains(text) && !IsSentinel(text);

        public string? Change(string text) => null;

        private bool IsSentinel(string text) =>
            numbers.Length > 0 && ValueParser.TryNumber(text, '.', out var number) && numbers.AsSpan().Contains(number);
    }
}
