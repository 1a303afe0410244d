using Shouldly;

using Trestle.Cli.Progress;
using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Running;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Cli;

public sealed class ProgressTests
{
    private readonly StillClock clock = new() { Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero) };

    [Fact]
    public void A_board_shows_state_share_and_time_left_of_every_stage()
    {
        var board = new RunBoard(clock);
        Play(board);
        Typed.Show(LiveProgress.Draw(board, 80)).TrimEnd().ShouldBe(
            """
            Run 7  goes on from run 6
             1  ingest              reused     unchanged
            10  train               62 %       linear: 3 of 12 fits     10 s, 30 s left
            12  evaluate            waiting
            """);

        var train = board.Lines()[1];
        train.State.ShouldBe(StageState.Running);
        train.Share.ShouldBe(0.625);
        train.Left.ShouldBe(TimeSpan.FromSeconds(30));
        board.Ended().Select(unit => $"{unit.Stage}/{unit.Shard} {unit.Outcome}").ShouldBe(["ingest/all Reused", "train/mean Finished"]);
    }

    [Fact]
    public void There_is_no_estimate_while_a_shard_has_not_begun()
    {
        var board = new RunBoard(clock);
        board.StageStarted(Stage.Train, ["a", "b"]);
        board.UnitStarted(new Unit(1, "train", "a"), Stage.Train, "forced");
        clock.Advance(TimeSpan.FromSeconds(10));
        board.UnitProgressed(new Unit(1, "train", "a"), 0.5, "half");
        board.Lines()[0].Left.ShouldBeNull();
    }

    [Fact]
    public void A_stage_of_a_further_round_runs_again_and_its_time_is_that_of_all_rounds()
    {
        var board = new RunBoard(clock);
        board.StageStarted(Stage.Train, ["a"]);
        board.UnitStarted(new Unit(1, "train", "a"), Stage.Train, "the first time");
        clock.Advance(TimeSpan.FromSeconds(10));
        board.UnitEnded(new Unit(1, "train", "a"), Stage.Train, UnitOutcome.Finished, "the first time", TimeSpan.FromSeconds(10));
        clock.Advance(TimeSpan.FromSeconds(100));
        board.StageStarted(Stage.Train, ["a.2"]);
        board.UnitStarted(new Unit(1, "train", "a.2"), Stage.Train, "the first time");
        clock.Advance(TimeSpan.FromSeconds(5));
        var line = board.Lines()[0];
        (line.State, line.Took, line.Share).ShouldBe((StageState.Running, TimeSpan.FromSeconds(15), 0.5));
        board.UnitEnded(new Unit(1, "train", "a.2"), Stage.Train, UnitOutcome.Finished, "the first time", TimeSpan.FromSeconds(5));
        (board.Lines()[0].State, board.Lines()[0].Took).ShouldBe((StageState.Done, TimeSpan.FromSeconds(15)));
    }

    [Fact]
    public void A_stage_is_as_bad_as_its_worst_unit()
    {
        var board = new RunBoard(clock);
        board.StageStarted(Stage.Train, ["a", "b"]);
        board.UnitEnded(new Unit(1, "train", "a"), Stage.Train, UnitOutcome.Finished, "forced", TimeSpan.Zero);
        board.UnitEnded(new Unit(1, "train", "b"), Stage.Train, UnitOutcome.Refused, "forced", TimeSpan.Zero);
        board.Lines()[0].State.ShouldBe(StageState.Refused);
    }

    [Fact]
    public void A_log_has_a_time_stamp_on_each_line_and_is_not_flooded()
    {
        var text = new StringWriter();
        Play(new LogProgress(text, new RunBoard(clock), clock));
        text.ToString().ShouldBe(
            """
            12:00:00  run 7 begins, 3 stages; goes on from run 6
            12:00:00  7/ingest reused: same
            12:00:00  7/train/linear begins: changed: the settings
            12:00:00  7/train/mean begins: changed: the settings
            12:00:10  7/train/linear 25.0 %: 3 of 12 fits
            12:00:10  7/train/mean finished in 10 s

            """);
    }

    private void Play(IRunObserver observer)
    {
        var (linear, mean) = (new Unit(7, "train", "linear"), new Unit(7, "train", "mean"));
        observer.RunStarted(7, "goes on from run 6", [Stage.Ingest, Stage.Train, Stage.Evaluate]);
        observer.StageStarted(Stage.Ingest, [Unit.Whole]);
        observer.UnitEnded(new Unit(7, "ingest", Unit.Whole), Stage.Ingest, UnitOutcome.Reused, "same", TimeSpan.Zero);
        observer.StageStarted(Stage.Train, ["linear", "mean"]);
        observer.UnitStarted(linear, Stage.Train, "changed: the settings");
        observer.UnitStarted(mean, Stage.Train, "changed: the settings");
        observer.UnitProgressed(linear, 0.1, "1 of 12 fits");
        clock.Advance(TimeSpan.FromSeconds(10));
        observer.UnitProgressed(linear, 0.25, "3 of 12 fits");
        observer.UnitProgressed(linear, 0.25, "3 of 12 fits");
        observer.UnitEnded(mean, Stage.Train, UnitOutcome.Finished, "changed: the settings", TimeSpan.FromSeconds(10));
    }
}
