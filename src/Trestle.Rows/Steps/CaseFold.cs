using System.Buffers;

using Trestle.Core.Configuration;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>Turns texts to lower case (invariant culture), so that "Paris" and "PARIS" are one category.</summary>
public sealed record CaseFold : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "case-fold";

    /// <inheritdoc/>
    [Setting("Text columns to convert to lower case (default: all).", Example = "[city]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) => new FittedCaseFold(ColumnChoice.OfTexts(Columns, input, Name));
}

/// <summary>A fitted <see cref="CaseFold"/>.</summary>
public sealed record FittedCaseFold(IReadOnlyList<string> Columns) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(has).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input) => new StepBinder(input, CaseFold.Name)
        .ReplaceTexts(Columns, ColumnKind.Text, (block, position) => TextRewriting.Rewrite(block, position, default(Lower)))
        .Done();

    private struct Lower : ITextRule
    {
        private static readonly SearchValues<char> Lowered =
            SearchValues.Create([.. Enumerable.Range(0, 128).Select(code => (char)code).Where(c => !char.IsAsciiLetterUpper(c))]);

        public readonly bool Keeps(string text) => !text.AsSpan().ContainsAnyExcept(Lowered);

        public readonly string? Change(string text) => text.ToLowerInvariant();
    }
}
