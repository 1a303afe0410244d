namespace Trestle.Stages.ValidateData.Evidence;

/// <summary>What a test says of one row.</summary>
internal enum Verdict : byte
{
    /// <summary>There is nothing to judge: the value is missing.</summary>
    NotJudged,

    /// <summary>It holds.</summary>
    Holds,

    /// <summary>It does not.</summary>
    Fails,
}

/// <summary>Judges every row of a block; bound to one schema, and used by one thread.</summary>
/// <param name="block">The rows.</param>
/// <param name="verdicts">One for each row, to be filled.</param>
internal delegate void RowJudge(RowBlock block, Span<Verdict> verdicts);

/// <summary>A test of single rows; equal tests share one answer.</summary>
internal interface IRowTest
{
    /// <summary>The columns that it reads.</summary>
    IReadOnlyList<ColumnUse> Uses { get; }

    /// <summary>The test for blocks of a schema.</summary>
    RowJudge Bind(RowSchema schema, ExpectationContext context);
}
