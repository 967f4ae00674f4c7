"""Every service of the program once, as the command line `do` takes it."""

from __future__ import annotations

from inventory.ground.store import now

YEAR = now().year

# In an order in which each finds what it needs.
EVERYTHING = """
add_category code=07 name=照明
add_item name=强光手电 unit=支 code=DD category=照明 barcode=6900000000017 aliases=手电
change_item item=DD shelf_life_months=24 test_interval_days=180
set_pack item=DD name=箱 quantity=20
set_quota item=6900000000017 quantity=10箱 basis=示例依据
lift_quota item=6900000000017
add_organisation parent=JNJKQ code=CUN name=示例村 kind=village
change_organisation organisation=CUN name=示例二村
add_person organisation=CUN login=wu name=示例戊 role=reader
change_person person=wu post=示例
give_role person=wu organisation=CUN role=storekeeper
take_role person=wu organisation=CUN role=storekeeper
retire_person person=wu
revive_person person=wu
add_place organisation=JNJKQ name=二号仓库 kind=depot code=CK02
change_place place=CK02 keeper=示例己
show_phones organisation=JNJKQ report=stock
set_value organisation=JNJKQ key=expiring_days value=60 basis=示例依据
add_level organisation=JNJKQ name=示例级 rank=9 code=SL
change_level level=SL rank=8 basis=示例
order_level organisation=JNJKQ ordered_by=示例甲 level=SL
add_pattern organisation=JNJKQ name=示例班制 code=SB
change_pattern pattern=SB note=示例
add_shift_time pattern=SB name=示例早班 starts=8点 hours=8
add_shift_time pattern=SB name=示例夜班 starts=17:30 hours=14.5 days=工作日
retire_shift_time time=SB/2
revive_shift_time time=SB/2
add_post pattern=SB name=示例岗 kind=leader code=SG department=YJ
add_post pattern=SB name=示例二岗 kind=主班 code=SG2
change_post post=SG needed=2
retire_post post=SG2
revive_post post=SG2
set_need post=SG level=SL needed=3 basis=示例
drop_need post=SG level=SL
name_for_post post=SG person=wu
strike_from_post post=SG person=wu
open_roster organisation=JNJKQ month=2022-07 pattern=SB
set_unavailable person=wu first=2022-07-20 last=2022-07-21 reason=示例
drop_unavailable person=wu on=2022-07-20
assign roster=JNJKQ/2022-07 on=2022-07-04 time=SB/1 post=SG person=duty
copy_week roster=JNJKQ/2022-07 from_week=2022-07-04 to_week=2022-07-11
unassign roster=JNJKQ/2022-07 on=2022-07-04 time=SB/1 post=SG person=duty
clear_days roster=JNJKQ/2022-07 first=2022-07-11 last=2022-07-17
assign roster=JNJKQ/2022-07 on=2022-07-18 time=SB/1 post=SG person=duty
name_for_post post=SG person=leader
fill roster=JNJKQ/2022-07
publish roster=JNJKQ/2022-07 reason=示例
record_attendance shift=JNJKQ/2022-07-18/08:00 post=SG person=duty came=是 until_at=2022-07-18T15:30 note=示例早退
build_handover organisation=JNJKQ outgoing=duty incoming=leader note=示例
@duty hand_over handover=JJ-{year}-0001
@leader tick handover=JJ-{year}-0001 line=1 note=示例
@leader take_over handover=JJ-{year}-0001 proved=no
build_handover organisation=JNJKQ outgoing=leader incoming=leader alone=示例
cancel_handover handover=JJ-{year}-0002 note=示例误建
open_roster organisation=JNJKQ month={later}-07 pattern=SB
assign roster=JNJKQ/{later}-07 on={later}-07-04 time=SB/1 post=SG person=duty
assign roster=JNJKQ/{later}-07 on={later}-07-05 time=SB/1 post=SG person=leader
publish roster=JNJKQ/{later}-07 reason=示例
swap shift=JNJKQ/{later}-07-04/08:00 post=SG out=duty into=leader reason=示例 approved_by=admin \
in_return_shift=JNJKQ/{later}-07-05/08:00
reinforce shift=JNJKQ/{later}-07-05/08:00 post=SG person=keeper reason=示例 alone=示例夜间
relieve shift=JNJKQ/{later}-07-04/08:00 post=SG person=leader reason=示例 approved_by=admin
order_level organisation=JNJKQ ordered_by=示例甲
retire_level level=SL
revive_level level=SL
retire_pattern pattern=SB
revive_pattern pattern=SB
add_event_kind name=示例内涝 code=NL written_minutes=60 basis=示例
change_event_kind kind=NL oral_minutes=30
@duty open_event kind=示例内涝 place=示例镇 what=示例积水 learned_at=昨天
@duty report_upward event=SJ-{year}-0001 kind=初报 situation=示例 addressed_to=示例 \
figures=name=转移:unit=人:cumulative=1.2万:current=30;name=受淹：unit=亩
@duty report_upward event=SJ-{year}-0001 kind=final situation=示例 addressed_to=示例 \
figures=name=转移:unit=人:cumulative=11000:correction=示例重复
retire_event_kind kind=NL
@duty write_entry kind=来电 content=示例积水 unit=示例镇 owner=示例乙 due_at=+1d occurred_at=昨天
@duty correct_entry entry=RZ-{year}-0001 content=示例积水20cm kind=phone
@duty close_entry entry=RZ-{year}-0002 action=示例已退
@duty hold_consultation topic=示例会商 chair=示例 participants=示例 \
decisions=content=示例布防:owner=示例镇；content=示例备料：due_at=+1d
opening place=CK02 lines=DD:3箱 occurred_at=2022-06-07
receive place=CK02 lines=DD:5:batch=A1:expires_on=+24m source=donation occurred_at=昨天
issue place=CK01 to=DW01 lines=编织袋:5百;麻袋：２０条:reason=14:30：电话 due_on=+10d urgent=是
complete_papers voucher=CK-{year}-0001 basis=示例调拨令 approver=示例甲
take_back place=DW01 to=CK01 lines=编织袋:100
transfer place=CK01 to=CK02 lines=麻袋:50 on_the_way=yes
arrive voucher=DB-{year}-0001
write_off place=CK02 lines=麻袋:1 cause=lost
reclassify place=CK01 lot=P000004 quantity=5 condition=to_repair note=示例破损
record_test place=CK01 lot=P000007 passed=是 tester=示例丙
reverse voucher=BF-{year}-0001 note=示例误记
open_count place=CK02 kind=月度盘点 parts=wu
cancel_count count=PD-{year}-0001 note=示例误开
open_count place=CK01 kind=handover items=编织袋,麻袋,WZ0003 parts=admin:CK01 keeper_from=admin keeper_to=leader
name_counter count=PD-{year}-0002 person=leader
enter_count count=PD-{year}-0002 entries=1:四万五千;2:0;3：unreachable:note=示例
enter_find count=PD-{year}-0002 item=DD quantity=1箱
hand_in count=PD-{year}-0002 part=1
@leader enter_count count=PD-{year}-0002 entries=1:4.5万:unfit=２０条:condition=待维修;2:not_found;4:1箱
hand_in count=PD-{year}-0002
give_reason count=PD-{year}-0002 line=1 reason=not_entered note=示例
send_back count=PD-{year}-0002 lines=2,4 note=示例
enter_count count=PD-{year}-0002 entries=2:1;4:20 alone=示例
hand_in count=PD-{year}-0002
give_reason count=PD-{year}-0002 line=2 reason=原因不明
give_reason count=PD-{year}-0002 line=4 reason=unknown
sign_handover count=PD-{year}-0002
@leader sign_handover count=PD-{year}-0002
approve_count count=PD-{year}-0002 alone=示例
post_count count=PD-{year}-0002
add_item name=示例旧物 unit=个 code=JIU
retire_item item=JIU
revive_item item=JIU
retire_place place=AZ09
revive_place place=AZ09
add_agreement organisation=JNJKQ kind=保供 company=示例食品厂 code=XS trigger=示例Ⅱ级响应 \
credit_code=91350100M000100Y43 signed_on=2022-05-01 contact=示例甲 contact_phone=000-示例
change_agreement agreement=XS valid_until=2022-12-31 price=示例按市价
record_test_call agreement=XS reached=是 result=示例应答 tested_at=昨天
add_promise agreement=XS item=编织袋 quantity=5000 hours=6 place=示例路口
add_promise agreement=XS what=示例挖掘机 quantity=2 unit=台 hours=1.5
change_promise promise=XS/1 quantity=6000
retire_promise promise=XS/2
revive_promise promise=XS/2
call_off agreement=XS lines=promise=XS/1:quantity=7000;promise=XS/2:quantity=2 \
to=CK02 ordered_by=示例甲 reason=示例 after_expiry=示例口头同意
deliver call_off=DH-{year}-0001 lines=line=1:quantity=6500:batch=A1;line=2:quantity=3
undo_delivery delivery=DH-{year}-0001/1 note=示例误录
close_call_off call_off=DH-{year}-0001 note=示例停产
retire_agreement agreement=XS
revive_agreement agreement=XS
add_river organisation=JNJKQ name=示例河 code=SH kind=河道 reach_from=示例闸 reach_to=示例桥 length_km=12.345
change_river river=SH towns=示例镇 published_on=2022-05-01
set_river_person river=SH answering=巡查 name=示例乙 unit=示例镇 post=示例职务 phone=000-示例
drop_river_person river=SH answering=patrol name=示例乙
retire_river river=SH
revive_river river=SH
add_team organisation=JNJKQ name=示例突击队 code=TJ kind=示例类别 parent=DW01 headcount=12 keeper=示例甲 \
phone=000-示例 area=示例河段 ready_minutes=30 basis=示例依据
change_team team=TJ part_of_none=是 headcount=15 skills=示例堵漏
retire_team team=TJ
revive_team team=TJ
@duty call_teams teams=TJ，DW01 kind=调集 reason=示例险情 ordered_by=示例甲 assemble=示例闸口 due_at=+1d
@duty record_answer call=JH-{year}-0001 team=TJ kind=answered people=12
@duty record_answer call=JH-{year}-0001 team=TJ kind=已集结 people=16 note=示例
@duty stand_down call=JH-{year}-0001 note=示例
add_shelter organisation=JNJKQ name=示例安置点 code=SA location=示例镇 kind=示例广场 area_m2=1200.5 rated=300 toilets=4
change_shelter shelter=SA beds=200 backup_power=示例发电机 keeper=示例乙
retire_shelter shelter=SA
revive_shelter shelter=SA
@duty open_shelter shelter=SA reason=示例险情
@duty admit shelter=SA people=12 elderly=3 children=4 special=1
@duty discharge shelter=SA people=5 children=2 note=示例投亲
@duty close_shelter shelter=SA reason=示例转移
open_inspection organisation=JNJKQ season=汛前 name=示例检查 begins_on=2022-03-01 basis=示例依据
plan_visits inspection=XC-2022-0001 places=AZ01,SA rivers=SH spots=示例涵洞，示例泵站 planned_on=2022-03-05
record_visit visit=XC-2022-0001/1 who=示例检查组 finding=示例 visited_on=2022-03-05
leave_out visit=XC-2022-0001/4 reason=示例封闭
enter_hazard organisation=JNJKQ what=示例堤坡塌陷 found_by=示例检查组 place=AZ01 found_on=2022-03-05 \
visit=XC-2022-0001/1 photos=示例1.jpg
assign_hazard hazard=YH-2022-0002 unit=示例村 measure=示例加固 due_on=2022-04-01 \
person=示例甲 phone=000-示例 on=2022-03-06
start_hazard hazard=YH-2022-0002 who=示例甲 on=2022-03-07
put_off_hazard hazard=YH-2022-0002 due_on=+10d reason=示例缺料
@duty fix_hazard hazard=YH-2022-0002 who=示例甲 note=示例已加固
send_back_hazard hazard=YH-2022-0002 who=示例丁 note=示例未夯实 due_on=+20d
@duty fix_hazard hazard=YH-2022-0002 who=示例甲
close_hazard hazard=YH-2022-0002 who=示例丁 note=示例合格
enter_hazard organisation=JNJKQ what=示例堤坡又塌陷 found_by=示例检查组 river=SH spot=示例桥下 recurs=YH-2022-0002 \
pieces=2 basis=示例依据
strike_hazard hazard=YH-{year}-0001 reason=示例重复登记
end_inspection inspection=XC-2022-0001 note=示例未走完
record_training organisation=JNJKQ subject=示例培训 held_on=2022-04-20 people=56 audience=示例责任人 host=示例指挥部
change_training training=PX-2022-0002 people=57 material=示例讲义
retire_training training=PX-2022-0002
revive_training training=PX-2022-0002
add_plan name=示例预案 code=YU kind=示例
change_plan plan=YU note=示例
retire_plan plan=YU
revive_plan plan=YU
new_version plan=示例预案 label=示例一版 made_on=2022-04-01
change_version version=YU/1 basis=示例
add_action version=YU/1 level=SL what=示例通知 unit=示例镇 minutes=30
change_action action=YU/1/01 turn=2
add_plan_need action=YU/1/01 item=编织袋 quantity=5百
add_plan_need action=YU/1/01 what=示例车辆 quantity=2 unit=辆
drop_plan_need action=YU/1/01 code=YU/1/01/2
take_over_template version=YU/1 level=SL lines=66-1,67-2
drop_action version=YU/1 code=YU/1/03
approve_plan version=YU/1 approved_by=示例甲 approved_on=2022-04-15 next_revision_on={later}-04-01
new_version plan=YU
drop_draft plan=YU
set_proposal colour=Yellow level=SL kind=暴雨 basis=示例
drop_proposal colour=yellow kind=暴雨
@duty record_warning kind=暴雨 colour=orange issuer=示例气象台 area=示例全区 begins_at=+1d identifier=示例-1
order_level organisation=JNJKQ ordered_by=示例甲 level=SL warning=YJ-{year}-0001 area=示例全区 plans=YU/1 \
expected=XY-{year}-0002
@duty acknowledge_task task=RW-{year}-0001 who=示例乙
@duty hand_on_task task=RW-{year}-0001 owner=示例丙
@duty finish_task task=RW-{year}-0001
@duty reopen_task task=RW-{year}-0001 reason=示例误记
@duty drop_task task=RW-{year}-0002 reason=示例
@duty add_task what=示例巡堤 unit=示例镇 due_at=+1d
add_need_standard standard=示例标准 what=示例饮水 per=每人每日 amount=3 basis=示例依据 unit=升
add_need_standard standard=示例标准 what=示例床位 per=person amount=1 basis=示例依据 unit=张 facility=beds
change_need_standard standard=BZ01 amount=4.5 basis=示例新依据
retire_need_standard standard=BZ02
revive_need_standard standard=BZ02
take_over_standards lines=S-1,S-4
add_stop_measure name=示例停课 code=TK department=示例教育局 basis=示例依据
change_stop_measure measure=TK department=示例教体局
retire_stop_measure measure=TK
revive_stop_measure measure=TK
set_stop_rule measure=示例停课 colour=红色 kind=暴雨 basis=示例依据
drop_stop_rule code=TG01
@duty draft_stop measures=TK issuer=示例指挥部 basis=示例依据 area=示例全区 ends_at=+1d exempt=示例企业 \
warning=YJ-{year}-0001 response=XY-{year}-0003
approve_stop order=RD-{year}-0001 note=示例
@duty record_stop_receipt order=RD-{year}-0001 department=示例教体局 who=示例乙
@duty record_stop_check order=RD-{year}-0001 department=示例教体局 carried_out=否 result=示例一校未停
end_stop order=RD-{year}-0001 reason=示例雨停
@duty draft_stop measures=TK issuer=示例指挥部 basis=示例依据 area=示例全区
@duty withdraw_stop order=RD-{year}-0003 reason=示例误拟
order_level organisation=JNJKQ ordered_by=示例甲
@duty lift_warning warning=YJ-{year}-0001 reason=示例解除
move_in items=name=示例雨衣:unit=件:code=YY:packs=箱=20;name=示例哨:unit=个 places=name=示例三号:kind=depot:code=CK93 \
persons=login=zheng:name=示例:roles=reader,保管员 opening=item=YY:place=CK93:quantity=3箱:mode=own
retire_place place=AZ10
add_checklist name=示例检查单 code=SC kind=示例 basis=示例依据
change_checklist checklist=SC note=示例
add_line version=SC/1 section=演练前 what=示例清点 who=示例队 minutes=30 critical=是 topic=准备
add_line version=SC/1 section=during what=示例出水 who=示例队、示例医疗 minutes=10 standard=示例
add_line version=SC/1 section=after what=示例讲评
change_line line=SC/1/03 minutes=20
drop_line version=SC/1 code=SC/1/03
add_words version=SC/1 speaker=示例主持 words=示例开始 minutes=0
add_words version=SC/1 speaker=示例主持 words=示例结束
change_words script=SC/1/S01 words=示例演练开始
drop_words version=SC/1 code=SC/1/S02
retire_checklist checklist=SC
revive_checklist checklist=SC
change_checklist checklist=JC03 note=示例
retire_checklist checklist=JC03
take_over_checklists lines=C-3
plan_drill name=示例演练 held_on=2022-06-20 kind=桌面 spot=示例 commander=示例甲 checklist=SC plan_version=YU/1
change_drill drill=YL-2022-0003 scenario=示例情景 starts_at=2022-06-20T09:00
add_unit drill=YL-2022-0003 unit=示例一队 role=示例队 headcount=20 leader=示例乙
add_unit drill=YL-2022-0003 unit=示例二队
change_unit drill_unit=YL-2022-0003/U1 headcount=21
record_came drill_unit=YL-2022-0003/U1 came=19
drop_unit drill=YL-2022-0003 code=YL-2022-0003/U2
add_inject drill=YL-2022-0003 minutes=15 what=示例管涌 to_whom=示例队 expected=示例封堵
add_inject drill=YL-2022-0003 minutes=25 what=示例断电
change_inject inject=YL-2022-0003/E1 minutes=16
drop_inject drill=YL-2022-0003 code=YL-2022-0003/E2
add_material drill=YL-2022-0003 item=DD quantity=1箱 place=CK02
add_material drill=YL-2022-0003 item=麻袋 quantity=10 place=CK01
change_material need=YL-2022-0003/M1 quantity=25
drop_material drill=YL-2022-0003 code=YL-2022-0003/M2
issue_material drill=YL-2022-0003 to=DW01 due_on=+3d needs=YL-2022-0003/M1
return_material drill=YL-2022-0003 lines=DD:1箱
issue_sheets drill=YL-2022-0003
new_checklist_version checklist=SC
drop_checklist_version checklist=SC
add_line version=SC/1 section=during what=示例补充
choose_checklist drill=YL-2022-0003 version=SC/2
@duty issue_sheets drill=YL-2022-0003
@duty start_drill drill=YL-2022-0003 at=2022-06-20T09:05
@duty give_inject inject=YL-2022-0003/E1 at=2022-06-20T09:20
@duty key_in sheet=YL-2022-0003-03 marks=1y；2n示例水泵坏
@duty tick_line sheet=YL-2022-0003-04 line=SC/2/02 mark=部分 at=2022-06-20T09:15
@duty end_sheet sheet=YL-2022-0003-05 note=示例未发
@duty end_drill drill=YL-2022-0003 at=2022-06-20T10:30 note=示例讲评
@duty record_events drill=YL-2022-0003 \
lines=at=2022-06-20T09:30:who=示例甲:what=示例封堵:inject=YL-2022-0003/E1
@duty record_finding drill=YL-2022-0003 what=示例水泵坏 sheet=YL-2022-0003-03 line=SC/2/02
@duty make_hazard finding=YL-2022-0003-W01 unit=示例镇 measure=示例更换 due_on=+9d
@duty propose_revision finding=YL-2022-0003-W01 plan=YU what=示例加备用泵
@duty settle_finding finding=YL-2022-0003-W01 reason=示例
@duty assess drill=YL-2022-0003 topic=指挥协调 points=8.5 out_of=10
record_drill name=示例旧演练 held_on=2022-06-21
plan_drill name=示例取消 held_on=+3d
cancel_drill drill=示例取消 reason=示例真汛情
"""


def done(xunbei, line: str):
    """One line of the above, done by the administrator, or by whoever stands in front of it."""
    words = line.format(year=YEAR, later=YEAR + 1).split()
    who = words.pop(0).removeprefix("@") if line.startswith("@") else "admin"
    return xunbei("--as", who, "do", *words, "--json")
