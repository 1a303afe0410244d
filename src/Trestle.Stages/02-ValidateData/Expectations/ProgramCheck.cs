using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>A program of the user's, in any language, finds no rows that fail.</summary>
[Description("A program of your own, in C# or any other language, finds no rows that fail.")]
internal sealed record ProgramCheck : Expectation
{
    [Setting(
        "The program with its arguments. It runs in the project's folder, reads the rows as CSV from its input (the number of the row in "
            + "__row, then the columns) and prints the numbers of the rows that fail, one a line, each with a reason behind it if need be.",
        Example = "[dotnet, run, --project, checks/Iban]")]
    [MinLength(1)]
    public required IReadOnlyList<string> Run { get; init; }

    [Setting("Columns that it gets, as they are in the source (default: all that are not private).", Example = "[iban, country]")]
    public IReadOnlyList<string> Columns { get; init; } = [];

    [Setting("Maximum number of rows that it may find.")]
    [Range(0, int.MaxValue)]
    public int MaxRows { get; init; }

    [Setting("How long it may take.")]
    [Range(typeof(TimeSpan), "1s", "7d")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public override bool TakesWhere => false;

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnUse> Uses => [.. Columns.Select(column => new ColumnUse(column, ColumnView.Written))];

    /// <summary>What it is asked, for answers to be found by.</summary>
    internal string Question => string.Join('\n', [.. Run, "", .. Columns, $"{Timeout}"]);

    /// <inheritdoc/>
    public override IReadOnlyList<Stat> Needs(ExpectationContext context) => [];

    /// <inheritdoc/>
    protected override CheckResult JudgeRows(Answers answers)
    {
        var expected = $"{(MaxRows == 0 ? "no rows" : $"at most {Format.Count(MaxRows, "row")}")} found by {Shown.Text(Run[0])}";
        if (answers.Context.Programs.GetValueOrDefault(Question) is not { } found)
        {
            return Result(false, expected, "the program was not run");
        }

        var isPrivate = answers.Contract.Columns.Any(column => column.Private && Columns.Contains(column.Name));
        if (found.Fault is { } fault)
        {
            var words = isPrivate || found.Said.Length == 0 ? fault : $"{fault}: {found.Said}";
            return Result(false, expected, Format.Cut(Format.Plain(words), 300));
        }

        return Result(found.Failing <= MaxRows, expected, Format.Count(found.Failing, "row")) with
        {
            Failing = found.Failing,
            Examples = [.. found.Examples.Select(row => isPrivate || row.Value is null ? row with { Value = null }
                : row with { Value = Shown.Text(row.Value) })],
        };
    }
}
