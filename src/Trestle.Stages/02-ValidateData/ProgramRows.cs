using System.Globalization;
using System.Text;

using Trestle.Rows.Csv;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Programs;
using Trestle.Stages.ValidateData.Evidence;
using Trestle.Stages.ValidateData.Expectations;
using Trestle.Storage.Tables;

namespace Trestle.Stages.ValidateData;

/// <summary>Gives the rows of a table to a program of the user's, and reads which of them fail.</summary>
internal sealed class ProgramRows(ParquetTable table, Contract contract, string folder)
{
    private const int LongestLine = 1000;

    /// <summary>What the program of an expectation finds.</summary>
    public ProgramFindings Run(ProgramCheck check, CancellationToken cancellation)
    {
        string[] columns = check.Columns.Count > 0 ? [.. check.Columns]
            : [.. table.Schema.Columns.Select(column => column.Name).Where(name => contract.Find(name)?.Private != true)];
        var found = new Findings(table.Rows);
        try
        {
            var end = new UserProgram(check.Run, folder)
                .RunAsync((stream, token) => WriteAsync(stream, columns, token), found.ReadAsync, check.Timeout, cancellation)
                .GetAwaiter().GetResult();
            return found.Result(
                end.ExitCode is null ? $"it took longer than {Format.Took(check.Timeout)}"
                : end.ExitCode != 0 ? $"it ended with exit code {end.ExitCode}"
                : null) with
            { Said = end.ExitCode is null or 0 ? "" : end.LastLines };
        }
        catch (NotStartedException e)
        {
            return new ProgramFindings(0, [], $"it cannot be started: {e.Message}");
        }
    }

    private async Task WriteAsync(Stream stream, string[] columns, CancellationToken cancellation)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16);
        var csv = new CsvWriter(writer);
        csv.WriteRecord(columns.Prepend(ReservedColumns.Row));
        var row = 0L;
        foreach (var block in table.Scan(columns, null, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            for (var i = 0; i < block.Rows; i++)
            {
                csv.Write((++row).ToString(CultureInfo.InvariantCulture));
                for (var column = 0; column < columns.Length; column++)
                {
                    csv.Write(block.Schema[column].Kind == ColumnKind.Text
                        ? block.Texts(column)[i] : PrintNumber.Print(block.Numbers(column)[i]));
                }

                csv.EndRecord();
            }
        }
    }

    /// <summary>The lines that a program prints.</summary>
    private sealed class Findings(long rows)
    {
        private readonly List<FailedRow> examples = [];
        private long failing;
        private string? fault;

        public async Task ReadAsync(Stream stream, CancellationToken cancellation)
        {
            using var reader = new StreamReader(stream, Encoding.UTF8);
            for (var number = 1L; await reader.ReadLineAsync(cancellation) is { } line; number++)
            {
                var text = line.Length > LongestLine ? line[..LongestLine] : line;
                var parts = text.Trim().Split([' ', ',', '\t'], 2);
                if (parts[0].Length == 0)
                {
                    continue;
                }

                if (!long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var row) || row < 1 || row > rows)
                {
                    fault ??= $"line {number} of what it prints does not begin with the number of a row";
                    continue;
                }

                failing++;
                if (examples.Count < FailuresValue.Most)
                {
                    examples.Add(new FailedRow(row, parts.Length > 1 && parts[1].Trim() is { Length: > 0 } reason ? reason : null));
                }
            }
        }

        public ProgramFindings Result(string? ended) => new(failing, examples, ended ?? fault);
    }
}
